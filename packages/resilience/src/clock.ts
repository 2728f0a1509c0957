/** Monotonic time and timers, as much as this package needs. `@watertight/ports`' clocks fit; so does anything with these two methods. */
export interface Clock {
  /** Milliseconds that never go back. */
  now(): number
  /** Runs `task` once, `ms` from now. */
  after(ms: number, task: () => void): { cancel(): void }
}

/** What a policy takes from outside. Left out, it is the machine's. */
export interface Given {
  readonly clock?: Clock
  /** A float in [0, 1). */
  readonly random?: () => number
}
