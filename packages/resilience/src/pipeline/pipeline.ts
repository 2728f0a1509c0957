import { checkOption, isSpan } from '../check-option.ts'
import type { CircuitBreaker } from '../circuit-breaker/circuit-breaker.ts'
import type { Clock, Given } from '../clock.ts'
import { type Classify, classifyOutcome } from '../outcome.ts'
import { ResilienceError, type ResilienceErrorCode } from '../resilience-error.ts'
import { type CheckedRetry, checkRetryOptions, type RetryOptions } from '../retry/options.ts'
import { systemClock, systemRandom } from '../system-clock.ts'
import { type Attempt, RunningAttempt } from './attempt.ts'
import { pause } from './pause.ts'

export interface PipelineOptions {
  readonly name: string
  /** For the whole run: every attempt and every wait between. */
  readonly deadlineMs?: number
  readonly retry?: RetryOptions
  /** Guards each attempt. May be shared: one per destination, not one per pipeline. */
  readonly breaker?: CircuitBreaker
  /** For one attempt. */
  readonly timeoutMs?: number
  /** What an attempt's outcome says, to the breaker and to retry alike. Left out, the breaker's own. */
  readonly classify?: Classify
}

export interface RunOptions {
  /** The caller gives up. */
  readonly signal?: AbortSignal | undefined
  /** The caller's own limit, on the clock given; the earlier one counts. */
  readonly deadline?: number
}

export interface Pipeline {
  /** Does the work under every policy. Rejects with the last error of the work itself, or with a `ResilienceError` when there is none. */
  run<T>(work: (attempt: Attempt) => Promise<T> | T, options?: RunOptions): Promise<T>
}

/**
 * Deadline around retry around breaker around timeout, in one loop.
 *
 * ```ts
 * const pay = pipeline({ name: 'pay', deadlineMs: 2_000, retry: { maxRetries: 2 }, breaker, timeoutMs: 500 })
 * const receipt = await pay.run(({ deadline, signal }) => charge(order, { deadline, signal }))
 * ```
 */
export function pipeline(options: PipelineOptions, given: Given = {}): Pipeline {
  const {
    name,
    deadlineMs = Number.POSITIVE_INFINITY,
    timeoutMs = Number.POSITIVE_INFINITY,
  } = options
  checkOption(`pipeline ${name}`, 'deadlineMs', deadlineMs, 'above 0', isSpan(deadlineMs))
  checkOption(`pipeline ${name}`, 'timeoutMs', timeoutMs, 'above 0', isSpan(timeoutMs))
  return new FusedPipeline(options, deadlineMs, timeoutMs, given)
}

class FusedPipeline implements Pipeline {
  readonly #name: string
  readonly #deadlineMs: number
  readonly #timeoutMs: number
  readonly #retry: CheckedRetry
  readonly #breaker: CircuitBreaker | undefined
  readonly #classify: Classify
  readonly #clock: Clock
  readonly #random: () => number

  constructor(options: PipelineOptions, deadlineMs: number, timeoutMs: number, given: Given) {
    this.#name = options.name
    this.#deadlineMs = deadlineMs
    this.#timeoutMs = timeoutMs
    this.#retry = checkRetryOptions(options.name, options.retry ?? { maxRetries: 0 })
    this.#breaker = options.breaker
    this.#classify = options.classify ?? options.breaker?.classify ?? classifyOutcome
    this.#clock = given.clock ?? systemClock
    this.#random = given.random ?? systemRandom
  }

  async run<T>(work: (attempt: Attempt) => Promise<T> | T, options: RunOptions = {}): Promise<T> {
    const { signal, deadline: callers = Number.POSITIVE_INFINITY } = options
    const deadline = Math.min(callers, this.#clock.now() + this.#deadlineMs)
    let last: unknown
    let hasRun = false
    let waitMs = 0
    for (let number = 1; ; number++) {
      if (signal?.aborted) throw this.#error('WT_ABORTED', number, signal.reason)
      const startedAt = this.#clock.now()
      if (startedAt >= deadline) throw hasRun ? last : this.#error('WT_DEADLINE', number)
      const permit = this.#breaker?.tryAcquire()
      let again: boolean
      let error: unknown
      if (this.#breaker !== undefined && permit === undefined) {
        error = this.#refusal(this.#breaker, number)
        again = this.#retry.retryIf?.(error) ?? false
        // a refusal says less than what went wrong before it
        if (!hasRun) last = error
      } else {
        const limits = { name: this.#name, number, deadline, timeoutMs: this.#timeoutMs, signal }
        const attempt = new RunningAttempt(limits, this.#clock)
        hasRun = true
        let value: T | undefined
        let isDone = false
        try {
          value = await attempt.run(work)
          isDone = true
        } catch (thrown) {
          error = thrown
        }
        const ms = this.#clock.now() - startedAt
        const outcome = this.#classify(isDone ? { ok: true, value, ms } : { ok: false, error, ms })
        permit?.record(outcome)
        if (isDone) return value as T
        if (attempt.hasEndedRun(error)) throw error
        last = error
        again = this.#retry.retryIf?.(error) ?? outcome === 'failure'
      }
      if (!again || number > this.#retry.maxRetries || signal?.aborted) throw last
      waitMs = this.#retry.retryAfter?.(error) ?? this.#retry.backoff(number, waitMs, this.#random)
      if (this.#clock.now() + waitMs >= deadline) throw last
      await pause(this.#clock, waitMs, signal)
    }
  }

  #refusal(breaker: CircuitBreaker, attempt: number): ResilienceError {
    const facts = { name: breaker.name, retryAfterMs: breaker.retryAfterMs(), attempt }
    return new ResilienceError('WT_BREAKER_OPEN', facts)
  }

  #error(code: ResilienceErrorCode, attempt: number, cause?: unknown): ResilienceError {
    return new ResilienceError(code, { name: this.#name, attempt }, cause)
  }
}
