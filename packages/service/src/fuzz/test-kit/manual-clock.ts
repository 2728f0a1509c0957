import { type Clock, sleepOn, type Timer } from '@watertight/ports'

interface Alarm extends Timer {
  readonly at: number
  readonly task: () => void
}

/** A clock that stands until it is moved: signatures are checked on threads, for which no virtual world waits. */
export class ManualClock implements Clock {
  #now = 0
  readonly #alarms = new Set<Alarm>()
  readonly #epoch: number

  constructor(epoch: number) {
    this.#epoch = epoch
  }
  now = () => this.#now
  wallTime = () => this.#epoch + this.#now
  soon = (task: () => void) => void setImmediate(task)
  sleep = (ms: number, signal: AbortSignal) => sleepOn(this, ms, signal)
  after = (ms: number, task: () => void): Timer => {
    const alarm: Alarm = {
      at: this.#now + ms,
      task,
      cancel: () => void this.#alarms.delete(alarm),
    }
    this.#alarms.add(alarm)
    return alarm
  }

  /** Lets so much time pass, and runs what falls due. */
  pass(ms: number): void {
    this.#to(this.#now + ms)
  }

  /** Lets time pass until something falls due. */
  toNext(): void {
    let next = Number.POSITIVE_INFINITY
    for (const { at } of this.#alarms) next = Math.min(next, at)
    if (next === Number.POSITIVE_INFINITY) throw new Error('nothing will ever fall due')
    this.#to(Math.max(next, this.#now))
  }

  #to(time: number): void {
    this.#now = time
    const due = [...this.#alarms].filter(({ at }) => at <= time).sort((a, b) => a.at - b.at)
    for (const alarm of due) if (this.#alarms.delete(alarm)) alarm.task()
  }
}

/** The turn of the loop after this one: whatever is due now has run by then. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
