import { type Clock, sleepOn, type Timer } from '@watertight/ports'
import { systemClock } from '@watertight/ports/node'
import { fallbackPollMs } from '../subscribe/changes.ts'

/** Time for cases, which never wait for it: pauses end at the next turn, polls when the case says so. */
export class CaseClock implements Clock {
  /** What is recorded with events. */
  wall = 1_000
  #now = 0
  readonly #polls = new Set<() => void>()

  now(): number {
    return this.#now
  }

  wallTime(): number {
    return this.wall
  }

  soon(task: () => void): void {
    systemClock.soon(task)
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return sleepOn(this, ms, signal)
  }

  after(ms: number, task: () => void): Timer {
    if (ms >= fallbackPollMs) {
      this.#polls.add(task)
      return { cancel: () => void this.#polls.delete(task) }
    }
    let cancelled = false
    this.soon(() => {
      if (!cancelled) task()
    })
    return {
      cancel() {
        cancelled = true
      },
    }
  }

  /** One turn of the loop. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.soon(resolve))
  }

  /** Waits until somebody polls, then lets the time to the next poll pass. */
  async poll(): Promise<void> {
    while (this.#polls.size === 0) await this.turn()
    this.#now += fallbackPollMs
    const due = [...this.#polls]
    this.#polls.clear()
    for (const task of due) task()
  }
}
