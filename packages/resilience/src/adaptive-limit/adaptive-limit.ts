import type { Clock, Given } from '../clock.ts'
import type { OutcomeClass } from '../outcome.ts'
import type { Call, RunOptions } from '../pipeline/call.ts'
import { type Pipeline, type PipelineGiven, pipeline } from '../pipeline/pipeline.ts'
import type { Admission, CallContext, Permit } from '../policy.ts'
import { ResilienceError } from '../resilience-error.ts'
import { systemClock } from '../system-clock.ts'
import type { Limit, LimitSample } from './limit.ts'
import { type AdaptiveLimitOptions, checkAdaptiveLimitOptions } from './options.ts'

export interface AdaptiveLimitSnapshot {
  readonly name: string
  readonly inFlight: number
  readonly limit: number
  readonly rejected: number
  /** What the limit knows, by its kind. */
  readonly learnt: object
}

/**
 * Finds out how many calls a destination can take at once and refuses the rest, so that overload costs a refusal and not a queue.
 *
 * ```ts
 * import { adaptiveLimit, gradient } from '@watertight/resilience/adaptive-limit'
 *
 * const cards = adaptiveLimit({ name: 'card-network', limit: gradient({ initial: 30 }) })
 * const charge = await cards.run(() => fetch('https://cards.example/charges/7'))
 * ```
 */
export const adaptiveLimit = (options: AdaptiveLimitOptions, given: Given = {}): AdaptiveLimit =>
  new AdaptiveLimit(options, given)

export class AdaptiveLimit implements Admission {
  readonly kind = 'adaptive limit'
  readonly name: string
  readonly #limit: Limit
  readonly #clock: Clock
  readonly #given: PipelineGiven
  #alone: Pipeline | undefined
  #inFlight = 0
  #rejected = 0

  constructor(options: AdaptiveLimitOptions, given: Given) {
    this.name = options.name
    this.#limit = checkAdaptiveLimitOptions(options).limit
    this.#clock = given.clock ?? systemClock
    this.#given = { ...given, ...(options.classify && { classify: options.classify }) }
  }

  /** A call under this policy alone, as a pipeline makes it: rejects with WT_CONCURRENCY_LIMIT when it is refused. The signal ends it wherever it is, and so does the deadline. */
  run<T>(work: (call: Call) => PromiseLike<T> | T, options?: RunOptions): Promise<T> {
    this.#alone ??= pipeline(this.name, [this], this.#given)
    return this.#alone.run(work, options)
  }

  /** A permit, or undefined: refused. */
  tryAcquire(): Permit | undefined {
    return this.#acquire(this.#clock.now())
  }

  admit(call: CallContext): Permit | ResilienceError {
    return (
      this.#acquire(call.now) ?? new ResilienceError('WT_CONCURRENCY_LIMIT', { name: this.name })
    )
  }

  snapshot(): AdaptiveLimitSnapshot {
    this.#limit.look?.(this.#clock.now())
    return {
      name: this.name,
      inFlight: this.#inFlight,
      limit: Math.floor(this.#limit.current),
      rejected: this.#rejected,
      learnt: this.#limit.snapshot(),
    }
  }

  #acquire(now: number): Permit | undefined {
    this.#limit.look?.(now)
    if (this.#inFlight + 1 > this.#limit.current) {
      this.#rejected++
      return undefined
    }
    const inFlight = ++this.#inFlight
    return new LimitedPermit(inFlight, this.#limit.began(inFlight, now), this.#settle)
  }

  readonly #settle = (sample: LimitSample, outcome: OutcomeClass): void => {
    this.#inFlight--
    if (outcome !== 'ignored') this.#limit.ended(sample, this.#clock.now())
  }
}

class LimitedPermit implements Permit, LimitSample {
  ms = 0
  isDrop = false
  readonly inFlight: number
  readonly mark: number
  #settle: ((sample: LimitSample, outcome: OutcomeClass) => void) | undefined

  constructor(
    inFlight: number,
    mark: number,
    settle: (sample: LimitSample, outcome: OutcomeClass) => void,
  ) {
    this.inFlight = inFlight
    this.mark = mark
    this.#settle = settle
  }

  record(outcome: OutcomeClass, ms: number): void {
    const settle = this.#settle
    if (settle === undefined) return
    this.#settle = undefined
    this.ms = ms
    this.isDrop = outcome === 'failure'
    settle(this, outcome)
  }
}
