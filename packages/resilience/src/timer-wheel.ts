import type { Clock, ClockTimer } from './clock.ts'

/** What waits for its time: links itself, so that waiting allocates nothing. */
export interface Waiting {
  /** When, on the clock. Does not change while it waits. */
  readonly deadline: number
  /** Where in the wheel; -1 when it does not wait. */
  slot: number
  before: Waiting | undefined
  behind: Waiting | undefined
  expire(): void
}

const slotMs = 10
const slots = 512

const slotOf = (time: number) => Math.floor(time / slotMs) & (slots - 1)

/**
 * All the time limits of one clock on one timer (hashed timing wheel: Varghese and Lauck, 1987).
 * Beginning and ending a wait costs a few stores. The timer is set for the earliest wait and left alone when that one ends early;
 * it finds the next or stops by itself, so that a thousand calls a second set no thousand timers.
 */
export class TimerWheel {
  readonly #clock: Clock
  readonly #heads: (Waiting | undefined)[] = new Array(slots).fill(undefined)
  #waiting = 0
  #timer: ClockTimer | undefined
  #setFor = Number.POSITIVE_INFINITY
  /** Everything due before this has expired. */
  #doneUntil: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#doneUntil = clock.now()
  }

  add(waiting: Waiting): void {
    // one that is late already goes where the next look begins
    const slot = slotOf(Math.max(waiting.deadline, this.#doneUntil))
    const head = this.#heads[slot]
    waiting.slot = slot
    waiting.before = undefined
    waiting.behind = head
    if (head !== undefined) head.before = waiting
    this.#heads[slot] = waiting
    this.#waiting++
    if (waiting.deadline < this.#setFor) this.#set(waiting.deadline)
  }

  remove(waiting: Waiting): void {
    if (waiting.slot < 0) return
    const { before, behind } = waiting
    if (before === undefined) this.#heads[waiting.slot] = behind
    else before.behind = behind
    if (behind !== undefined) behind.before = before
    waiting.slot = -1
    waiting.before = waiting.behind = undefined
    this.#waiting--
  }

  #set(time: number, leastMs = 0): void {
    this.#timer?.cancel()
    this.#setFor = time
    const ms = Math.max(leastMs, time - this.#clock.now())
    this.#timer = this.#clock.after(ms, () => this.#look())
    this.#timer.unref?.()
  }

  #look(): void {
    // real timers fire up to a millisecond early: waiting for the rest of it must not become a spin
    const isEarly = this.#clock.now() < this.#setFor
    this.#timer = undefined
    this.#setFor = Number.POSITIVE_INFINITY
    const now = this.#clock.now()
    const from = Math.floor(this.#doneUntil / slotMs)
    const to = Math.min(Math.floor(now / slotMs), from + slots - 1)
    this.#doneUntil = Math.max(this.#doneUntil, now)
    for (let at = from; at <= to; at++) this.#expire(at & (slots - 1), now)
    const next = this.#waiting === 0 ? undefined : this.#next(now)
    // what has just expired may have begun a wait and set the timer
    if (next !== undefined && next < this.#setFor) this.#set(next, isEarly ? 1 : 0)
  }

  #expire(slot: number, now: number): void {
    // most of one round of the wheel is not due yet, and expiring one may end the wait of another
    const due: Waiting[] = []
    for (let each = this.#heads[slot]; each !== undefined; each = each.behind)
      if (each.deadline <= now) due.push(each)
    for (const each of due.reverse()) {
      if (each.slot < 0) continue
      this.remove(each)
      each.expire()
    }
  }

  /** The earliest wait of this round, or the end of the round. */
  #next(now: number): number {
    const from = Math.floor(now / slotMs)
    for (let at = from; at < from + slots; at++) {
      let earliest = (at + 1) * slotMs
      let isFound = false
      for (let each = this.#heads[at & (slots - 1)]; each !== undefined; each = each.behind)
        if (each.deadline < earliest) {
          earliest = each.deadline
          isFound = true
        }
      if (isFound) return earliest
    }
    return (from + slots) * slotMs
  }
}

const wheels = new WeakMap<Clock, TimerWheel>()

export function wheelOf(clock: Clock): TimerWheel {
  const wheel = wheels.get(clock) ?? new TimerWheel(clock)
  wheels.set(clock, wheel)
  return wheel
}
