/** A call that ended, as a limit sees it. */
export interface LimitSample {
  readonly ms: number
  /** Calls in flight when it began, itself among them. */
  readonly inFlight: number
  /** What `began` answered. */
  readonly mark: number
  /** It failed or timed out: the callee dropped it, and its duration says nothing. */
  readonly isDrop: boolean
}

/** How many calls may run at once, learnt from how calls go. One holds the state of one destination. */
export interface Limit {
  readonly kind: string
  /** Now; the whole part counts. */
  readonly current: number
  /** A call begins as the `inFlight`th. The answer comes back with its sample. */
  began(inFlight: number, now: number): number
  ended(sample: LimitSample, now: number): void
  /** Called before `current` is read: gives up what time alone has ended. */
  look?(now: number): void
  snapshot(): object
}
