import { checkOptions, type OptionRules, task, wholeFrom } from '../check-option.ts'
import type { Budget } from '../policy.ts'
import { type Backoff, exponential } from './backoff.ts'

export interface RetryOptions {
  /** Calls after the first one: 2 means three calls at most. */
  readonly maxRetries?: number
  readonly backoff?: Backoff
  /** Whether this error is worth another call. Left out: when its outcome counts as a failure. A refusal by a policy is retried only when this says so. */
  readonly retryIf?: (error: unknown) => boolean
  /** The wait that the callee asked for, in milliseconds; undefined leaves it to `backoff`. */
  readonly retryAfter?: (error: unknown) => number | undefined
  /** Pays for each retry; shared by all that call one destination. */
  readonly budget?: Budget
}

export const retryDefaults = Object.freeze({ maxRetries: 2, backoff: exponential() })

export type CheckedRetry = RetryOptions & Required<Pick<RetryOptions, 'maxRetries' | 'backoff'>>

const rules: OptionRules<RetryOptions> = {
  maxRetries: wholeFrom(0),
  backoff: task,
  retryIf: task,
  retryAfter: task,
  budget: [
    'a retry budget',
    (value) => value === undefined || typeof value?.tryWithdraw === 'function',
  ],
}

/** Options with their defaults; throws a RangeError that names the one out of range. */
export const checkRetryOptions = (options: RetryOptions): CheckedRetry =>
  checkOptions('retry', rules, options, retryDefaults)
