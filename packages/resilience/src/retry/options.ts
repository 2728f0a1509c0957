import { checkKnown, checkOption, isTask, isWhole } from '../check-option.ts'
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

const known = [...Object.keys(retryDefaults), 'retryIf', 'retryAfter', 'budget']

export type CheckedRetry = RetryOptions & Required<Pick<RetryOptions, 'maxRetries' | 'backoff'>>

/** Options with their defaults; throws a RangeError that names the one out of range. */
export function checkRetryOptions(options: RetryOptions): CheckedRetry {
  checkKnown('retry', options, known)
  const all = { ...retryDefaults, ...options }
  const fits = isWhole(all.maxRetries, 0)
  checkOption('retry', 'maxRetries', all.maxRetries, 'a whole number from 0', fits)
  for (const task of ['backoff', 'retryIf', 'retryAfter'] as const)
    checkOption('retry', task, all[task], 'a function', isTask(all[task]))
  const isBudget = all.budget === undefined || typeof all.budget?.tryWithdraw === 'function'
  checkOption('retry', 'budget', all.budget, 'a retry budget', isBudget)
  return all
}
