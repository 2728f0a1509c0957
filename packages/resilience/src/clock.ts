/** Monotonic time and timers, as much as this package needs. `@watertight/ports`' clocks fit; so does anything with the first two methods. */
export interface Clock {
  /** Milliseconds that never go back. */
  now(): number
  /** Runs `task` once, `ms` from now. */
  after(ms: number, task: () => void): ClockTimer
  /** What `now()` was at the last tick of a timer, for far less than `now()` costs: how calls are timed. Left out, `now()`. */
  recent?(): number
  /** Until when `recent()` may have given `time`: later than a tick where the process stood still, which must not be held against a callee. */
  latest?(time: number): number
}

export interface ClockTimer {
  cancel(): void
  /** Lets the process end while this waits. */
  unref?(): void
}

/** What a policy takes from outside. Left out, it is the machine's. */
export interface Given {
  readonly clock?: Clock
  /** A float in [0, 1). */
  readonly random?: () => number
  /** Hears what a listener or classifier threw: it is contained, the call goes on as if nothing had been thrown. Left out, it is printed. */
  readonly report?: (error: unknown) => void
}

export const latestOf = (clock: Clock, time: number): number =>
  clock.latest === undefined ? time : clock.latest(time)

export const recentOf = (clock: Clock): number =>
  clock.recent === undefined ? clock.now() : clock.recent()
