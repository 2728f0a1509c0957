/** Monotonic time and timers, as much as this package needs. `@watertight/ports`' clocks fit; so does anything with the first two methods. */
export interface Clock {
  /** Milliseconds that never go back. */
  now(): number
  /** Runs `task` once, `ms` from now. */
  after(ms: number, task: () => void): ClockTimer
  /** A time that was `now()` a few milliseconds ago at most, for less than `now()` costs: how the ends of calls are timed. Left out, `now()`. */
  recent?(): number
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

export const recentOf = (clock: Clock): number =>
  clock.recent === undefined ? clock.now() : clock.recent()
