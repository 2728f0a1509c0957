import type { Clock } from './clock.ts'
import { nextTurn } from './system-clock.ts'

/** Time that moves only when told: hand it to a policy and test minutes of it in no time. */
export class VirtualClock implements Clock {
  #now = 0
  #timers: { readonly due: number; readonly task: () => void }[] = []

  /** Timers that wait. */
  get timers(): number {
    return this.#timers.length
  }

  now(): number {
    return this.#now
  }

  after(ms: number, task: () => void): { cancel(): void } {
    const timer = { due: this.#now + ms, task }
    this.#timers.push(timer)
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer)
      },
    }
  }

  /** Runs what falls due in the next `ms`, in order, each followed by all that it sets going. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms
    for (;;) {
      await nextTurn()
      const next = this.#timers.toSorted((a, b) => a.due - b.due)[0]
      if (next === undefined || next.due > until) break
      this.#timers = this.#timers.filter((other) => other !== next)
      this.#now = Math.max(this.#now, next.due)
      next.task()
    }
    this.#now = until
    await nextTurn()
  }
}
