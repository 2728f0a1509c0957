import {
  checkOptions,
  finiteSpan,
  isFrom,
  type OptionRules,
  share,
  text,
  wholeFrom,
} from '../check-option.ts'

export interface RetryBudgetOptions {
  /** In snapshots: the destination whose callers share the budget. */
  readonly name: string
  /** Each call earns this share of an extra attempt … */
  readonly ratio?: number
  /** … and each second earns so many whatever the traffic, so that a quiet client may retry at all. */
  readonly perSecond?: number
  /** What was earned or spent longer ago than this is forgotten. */
  readonly windowMs?: number
  /** Of the calls in flight, this share may be extra attempts at one time … */
  readonly concurrencyRatio?: number
  /** … but so many always may. */
  readonly concurrencyFloor?: number
}

export const retryBudgetDefaults = Object.freeze({
  ratio: 0.2,
  perSecond: 10,
  windowMs: 10_000,
  concurrencyRatio: 0.2,
  concurrencyFloor: 3,
})

export type CheckedRetryBudget = Required<RetryBudgetOptions>

const rules: OptionRules<RetryBudgetOptions> = {
  name: text,
  ratio: share,
  perSecond: ['finite, from 0', (value) => isFrom(value, 0) && Number.isFinite(value)],
  windowMs: finiteSpan,
  concurrencyRatio: share,
  concurrencyFloor: wholeFrom(0),
}

/** Options with their defaults; throws a RangeError that names the one out of range. */
export const checkRetryBudgetOptions = (options: RetryBudgetOptions): CheckedRetryBudget =>
  checkOptions(`retry budget ${options.name}`, rules, options, retryBudgetDefaults)
