import { checkOption } from '../check-option.ts'
import type { Clock, Given } from '../clock.ts'
import type { Call, RunOptions } from '../pipeline/call.ts'
import { type Pipeline, pipeline } from '../pipeline/pipeline.ts'
import type { Admission, CallContext, Permit } from '../policy.ts'
import { ResilienceError } from '../resilience-error.ts'
import { systemClock } from '../system-clock.ts'
import {
  type CheckedRateLimiter,
  checkRateLimiterOptions,
  type RateLimiterOptions,
} from './options.ts'
import { Turn } from './turn.ts'

/** A turn, in `waitMs` (0: now); or none, and then nothing was reserved. */
export type Reservation =
  | { readonly isGranted: true; readonly waitMs: number }
  | { readonly isGranted: false; readonly retryAfterMs: number }

export interface RateLimiterSnapshot {
  readonly name: string
  readonly limit: number
  readonly perMs: number
  readonly burst: number
  /** Calls that would be admitted now, at once. */
  readonly available: number
  /** What a call now would wait for its turn. */
  readonly waitMs: number
  readonly admitted: number
  readonly rejected: number
}

/**
 * Admits calls at a steady rate with a bounded burst, by the generic cell rate algorithm (ITU-T I.371, virtual scheduling): one number of state,
 * the time at which the next call would be due if calls came evenly. A call may be early by (burst − 1) intervals.
 *
 * ```ts
 * import { rateLimiter } from '@watertight/resilience/rate-limiter'
 *
 * const cards = rateLimiter({ name: 'card-network', limit: 100, burst: 20, maxWaitMs: 500 })
 * const signal = AbortSignal.timeout(2_000)
 * const charge = await cards.run(() => fetch('https://cards.example/charges/7', { signal }), { signal })
 * ```
 */
export const rateLimiter = (options: RateLimiterOptions, given: Given = {}): RateLimiter =>
  new RateLimiter(options, given)

export class RateLimiter implements Admission {
  readonly kind = 'rate limiter'
  readonly name: string
  readonly #options: CheckedRateLimiter
  readonly #clock: Clock
  readonly #given: Given
  #alone: Pipeline | undefined
  readonly #intervalMs: number
  #dueAt = Number.NEGATIVE_INFINITY
  #admitted = 0
  #rejected = 0

  constructor(options: RateLimiterOptions, given: Given) {
    this.#options = checkRateLimiterOptions(options)
    this.name = options.name
    this.#clock = given.clock ?? systemClock
    this.#given = given
    this.#intervalMs = this.#options.perMs / this.#options.limit
  }

  /** A call under this policy alone, as a pipeline makes it: waits for its turn, `maxWaitMs` at most, and rejects with WT_RATE_LIMITED and `retryAfterMs` when it is refused. The signal ends it wherever it is, and so does the deadline. */
  run<T>(work: (call: Call) => PromiseLike<T> | T, options?: RunOptions): Promise<T> {
    this.#alone ??= pipeline(this.name, [this], this.#given)
    return this.#alone.run(work, options)
  }

  /** A permit if it is a call's turn now, else undefined. It never waits. */
  tryAcquire(): Permit | undefined {
    return this.reserve({ maxWaitMs: 0 }).isGranted ? permit : undefined
  }

  /** Takes the next turn if it comes within `maxWaitMs`; the caller then waits `waitMs` and makes the call. A call that costs more takes as many turns. */
  reserve({
    maxWaitMs = this.#options.maxWaitMs,
    cost = 1,
  }: {
    maxWaitMs?: number
    cost?: number
  } = {}): Reservation {
    const { burst } = this.#options
    checkOption(`rate limiter ${this.name}`, 'cost', cost, [
      `above 0, at most ${burst}`,
      (value) => value > 0 && value <= burst,
    ])
    const now = this.#clock.now()
    const waitMs = this.#wait(cost, now)
    if (waitMs > maxWaitMs) {
      this.#rejected++
      return { isGranted: false, retryAfterMs: waitMs - maxWaitMs }
    }
    this.#admitted++
    this.#dueAt = Math.max(this.#dueAt, now) + cost * this.#intervalMs
    return { isGranted: true, waitMs }
  }

  admit(call: CallContext): Permit | ResilienceError | Promise<Permit | ResilienceError> {
    // a turn after the deadline would be lost to others
    const left = call.deadline - call.now
    const reservation = this.reserve({ maxWaitMs: Math.min(this.#options.maxWaitMs, left) })
    if (!reservation.isGranted) {
      const { retryAfterMs } = reservation
      return new ResilienceError('WT_RATE_LIMITED', { name: this.name, retryAfterMs })
    }
    return reservation.waitMs === 0 ? permit : this.#turn(call, reservation.waitMs)
  }

  snapshot(): RateLimiterSnapshot {
    const now = this.#clock.now()
    const { limit, perMs, burst } = this.#options
    const early = Math.max(0, this.#dueAt - now) / this.#intervalMs
    return {
      name: this.name,
      limit,
      perMs,
      burst,
      available: Math.max(0, Math.floor(burst - early + toleranceMs / this.#intervalMs)),
      waitMs: this.#wait(1, now),
      admitted: this.#admitted,
      rejected: this.#rejected,
    }
  }

  #wait(cost: number, now: number): number {
    const due = Math.max(this.#dueAt, now) + cost * this.#intervalMs
    const waitMs = due - this.#options.burst * this.#intervalMs - now
    return waitMs > toleranceMs ? waitMs : 0
  }

  async #turn(call: CallContext, waitMs: number): Promise<Permit | ResilienceError> {
    const mine = this.#dueAt
    if (await new Turn(this.#clock, waitMs, call.signal).come) return permit
    // given back only while nobody has a later one: turns already given keep their distance
    if (this.#dueAt === mine) this.#dueAt -= this.#intervalMs
    const waitedMs = this.#clock.now() - call.now
    return new ResilienceError('WT_ABORTED', { name: this.name, waitedMs }, call.signal?.reason)
  }
}

// floating point must not turn the exact moment into a moment too early
const toleranceMs = 1e-3

/** A rate cares for the beginnings of calls alone. */
const permit: Permit = { record() {} }
