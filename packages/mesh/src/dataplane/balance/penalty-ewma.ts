/** How long a time that was measured counts: after this much silence a third of it is left. */
const decayMs = 10_000
/** What an endpoint that was never asked is thought to take. */
const unknownMs = 30
/** What a failure counts as: without it, an endpoint that fails fast looks like the best one. */
const penaltyMs = 5_000

/**
 * How long an endpoint takes, after Finagle's peak EWMA: a slower answer counts at once, faster ones wear it down. After Linkerd, a
 * failure counts as slow, by the server's own `retry-after` where it gives one.
 */
export class PenaltyEwma {
  #ms = unknownMs
  #at: number

  constructor(now: number) {
    this.#at = now
  }

  answered(ms: number, now: number): void {
    const faded = this.#faded(now)
    this.#ms = ms > faded ? ms : faded + (ms - faded) * (1 - this.#left(now))
    this.#at = now
  }

  failed(ms: number, now: number, retryAfterMs = penaltyMs): void {
    this.answered(Math.max(ms, retryAfterMs), now)
  }

  /** Ms for one more request behind `active` others. */
  cost(active: number, now: number): number {
    return this.#faded(now) * (active + 1)
  }

  /** A time long past wears off, so that the endpoint is asked again. */
  #faded(now: number): number {
    return this.#ms * this.#left(now)
  }

  #left(now: number): number {
    return Math.exp(-Math.max(0, now - this.#at) / decayMs)
  }
}
