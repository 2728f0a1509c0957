import { type CheckedRetry, checkRetryOptions, type RetryOptions } from './options.ts'

export interface Retry extends CheckedRetry {
  readonly kind: 'retry'
}

/** Makes the call again when it fails, as often and as late as the options, the budget and the deadline allow. What stands inside it in the list happens at each attempt. */
export const retry = (options: RetryOptions = {}): Retry =>
  Object.freeze({ kind: 'retry', ...checkRetryOptions(options) })
