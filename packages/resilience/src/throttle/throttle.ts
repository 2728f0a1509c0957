import type { Clock, Given } from '../clock.ts'
import type { OutcomeClass } from '../outcome.ts'
import type { Call, RunOptions } from '../pipeline/call.ts'
import { type Pipeline, type PipelineGiven, pipeline } from '../pipeline/pipeline.ts'
import type { Admission, CallContext, Permit } from '../policy.ts'
import { ResilienceError } from '../resilience-error.ts'
import { SlidingCount } from '../sliding-count.ts'
import { systemClock, systemRandom } from '../system-clock.ts'
import { type CheckedThrottle, checkThrottleOptions, type ThrottleOptions } from './options.ts'

export interface ThrottleSnapshot {
  readonly name: string
  /** In the window: calls asked for, refused ones among them, and calls accepted. */
  readonly requests: number
  readonly accepts: number
  /** The share that is refused now. */
  readonly refusal: number
  /** In all. */
  readonly rejected: number
}

/**
 * Refuses on this side what the destination would refuse anyway, so that refusing costs it nothing: the share
 * max(0, (requests − k × accepts) / (requests + 1)) of the window ("Handling Overload", Site Reliability Engineering), at most `maxRefusal`.
 * A request counts when it is asked for, refused or not: one that hangs is a request that was not accepted yet.
 *
 * ```ts
 * import { throttle } from '@watertight/resilience/throttle'
 *
 * const cards = throttle({ name: 'card-network', k: 1.5 })
 * const charge = await cards.run(() => fetch('https://cards.example/charges/7'))
 * ```
 */
export const throttle = (options: ThrottleOptions, given: Given = {}): Throttle =>
  new Throttle(options, given)

export class Throttle implements Admission {
  readonly kind = 'throttle'
  readonly name: string
  readonly #options: CheckedThrottle
  readonly #clock: Clock
  readonly #given: PipelineGiven
  #alone: Pipeline | undefined
  readonly #random: () => number
  readonly #requests: SlidingCount
  readonly #accepts: SlidingCount
  #rejected = 0

  constructor(options: ThrottleOptions, given: Given) {
    this.#options = checkThrottleOptions(options)
    this.name = options.name
    this.#clock = given.clock ?? systemClock
    this.#given = { ...given, ...(options.classify && { classify: options.classify }) }
    this.#random = given.random ?? systemRandom
    this.#requests = new SlidingCount(this.#options.windowMs, buckets)
    this.#accepts = new SlidingCount(this.#options.windowMs, buckets)
  }

  /** A call under this policy alone, as a pipeline makes it: rejects with WT_THROTTLED when it is refused. The signal ends it wherever it is, and so does the deadline. */
  run<T>(work: (call: Call) => PromiseLike<T> | T, options?: RunOptions): Promise<T> {
    this.#alone ??= pipeline(this.name, [this], this.#given)
    return this.#alone.run(work, options)
  }

  /** A permit, or undefined: refused. */
  tryAcquire(): Permit | undefined {
    const now = this.#clock.now()
    const refusal = this.#refusal(now)
    this.#requests.add(now)
    if (refusal === 0 || this.#random() >= refusal)
      return new CountedPermit((outcome) => this.#settle(outcome, now))
    this.#rejected++
    return undefined
  }

  admit(_call: CallContext): Permit | ResilienceError {
    return this.tryAcquire() ?? new ResilienceError('WT_THROTTLED', { name: this.name })
  }

  snapshot(): ThrottleSnapshot {
    const now = this.#clock.now()
    return {
      name: this.name,
      requests: this.#requests.total(now),
      accepts: this.#accepts.total(now),
      refusal: this.#refusal(now),
      rejected: this.#rejected,
    }
  }

  #refusal(now: number): number {
    const { k, maxRefusal, minimumCalls } = this.#options
    const requests = this.#requests.total(now)
    if (requests < minimumCalls) return 0
    const share = (requests - k * this.#accepts.total(now)) / (requests + 1)
    return Math.min(maxRefusal, Math.max(0, share))
  }

  #settle(outcome: OutcomeClass, askedAt: number): void {
    const now = this.#clock.now()
    if (outcome === 'ignored') this.#requests.takeBack(askedAt, now)
    else if (outcome !== 'failure') this.#accepts.add(now)
  }
}

// of two minutes, a bucket is five seconds: recovery is noticed by new answers, not by old ones leaving
const buckets = 24

class CountedPermit implements Permit {
  #settle: ((outcome: OutcomeClass) => void) | undefined

  constructor(settle: (outcome: OutcomeClass) => void) {
    this.#settle = settle
  }

  record(outcome: OutcomeClass): void {
    const settle = this.#settle
    this.#settle = undefined
    settle?.(outcome)
  }
}
