import { checkOption, isWhole } from '../check-option.ts'
import { type Backoff, exponential } from './backoff.ts'

export interface RetryOptions {
  /** Calls after the first one: 2 means three calls at most. */
  readonly maxRetries?: number
  readonly backoff?: Backoff
  /** Whether this error is worth another call. Left out: when its outcome counts as a failure. A refusal by the breaker is retried only when this says so. */
  readonly retryIf?: (error: unknown) => boolean
  /** The wait that the callee asked for, in milliseconds; undefined leaves it to `backoff`. */
  readonly retryAfter?: (error: unknown) => number | undefined
}

export const retryDefaults = Object.freeze({ maxRetries: 2, backoff: exponential() })

export type CheckedRetry = RetryOptions & Required<Pick<RetryOptions, 'maxRetries' | 'backoff'>>

/** Options with their defaults; throws a RangeError that names the one out of range. */
export function checkRetryOptions(name: string, options: RetryOptions): CheckedRetry {
  const all = { ...retryDefaults, ...options }
  const fits = isWhole(all.maxRetries, 0)
  checkOption(`retry ${name}`, 'maxRetries', all.maxRetries, 'a whole number from 0', fits)
  return all
}
