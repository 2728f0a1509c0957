import { checkKnown, checkOption, isFrom, isShare, isSpan, isWhole } from '../check-option.ts'

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

/** Options with their defaults; throws a RangeError that names the one out of range. */
export function checkRetryBudgetOptions(options: RetryBudgetOptions): CheckedRetryBudget {
  checkKnown(`retry budget ${options.name}`, options, ['name', ...Object.keys(retryBudgetDefaults)])
  const all = { ...retryBudgetDefaults, ...options }
  const check = (option: keyof typeof retryBudgetDefaults, range: string, fits: boolean) =>
    checkOption(`retry budget ${all.name}`, option, all[option], range, fits)
  check('ratio', 'from 0 to 1', isShare(all.ratio))
  check('perSecond', 'finite, from 0', isFrom(all.perSecond, 0) && Number.isFinite(all.perSecond))
  check('windowMs', 'finite and above 0', isSpan(all.windowMs) && Number.isFinite(all.windowMs))
  check('concurrencyRatio', 'from 0 to 1', isShare(all.concurrencyRatio))
  check('concurrencyFloor', 'a whole number from 0', isWhole(all.concurrencyFloor, 0))
  return all
}
