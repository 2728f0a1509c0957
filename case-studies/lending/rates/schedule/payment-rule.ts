import type { Money } from '@watertight/domain'
import { isRefusal, type Refusal } from '@watertight/domain'
import { type Fixed, fixed, one, over, times, whole } from '../number/fixed.ts'
import { plus, times as product, type Ratio, ratio, readRatio } from '../number/ratio.ts'
import { checkAmounts, checkCount, type UnfitAmounts } from '../solve/checked.ts'

/** What is paid during a stage of a loan. `over` is the number of payments, from the first of the stage, that would repay it; those that are left of the loan, unless told. */
export type PaymentRule =
  | { readonly pays: 'level'; readonly over?: number }
  /** Each so much more than before, every so many payments, unrounded in between; the first is found so that `over` payments repay the loan, unless told. */
  | {
      readonly pays: 'rising'
      readonly byPercent: string
      readonly every: number
      readonly first?: Money
      readonly over?: number
    }
  /** Level, but at most so much above the payment before: what that leaves of the interest is added to what is owed. */
  | { readonly pays: 'capped'; readonly risesAtMostPercent: string; readonly over?: number }
  | { readonly pays: 'fixed'; readonly amount: Money }
  | { readonly pays: 'interest-only' }
  | { readonly pays: 'equal-principal'; readonly over?: number }
  /** Of what is owed with its interest. */
  | { readonly pays: 'share-of-balance'; readonly percent: string; readonly atLeast: Money }

/** What is known when a stage begins. */
export interface StageStart {
  readonly owed: Fixed
  readonly remaining: number
  /** The interest factor of the nth payment of the stage, from 1. */
  factor(payment: number): Ratio
  /** The payment before, if there was one. */
  readonly before: Fixed | undefined
}

/** The payment of a rule, given which of the stage it is, what is owed and the interest on it. */
export type Payment = (index: number, owed: Fixed, interest: Fixed) => Fixed

export type UnfitRule = UnfitAmounts | Refusal<'CountInvalid' | 'NumberUnreadable'>

/** The payments of a stage, and the first one where a rule has to find it. */
export function paymentsOf(rule: PaymentRule, start: StageStart): Payment | UnfitRule {
  const over = ('over' in rule ? rule.over : undefined) ?? start.remaining
  const unfit = checkCount('payments', over)
  if (unfit) return unfit
  switch (rule.pays) {
    case 'level': {
      const level = levelPayment(start, over)
      return () => level
    }
    case 'rising':
      return risingPayments(rule, start, over)
    case 'capped': {
      const rise = readRatio(rule.risesAtMostPercent)
      if (isRefusal(rise)) return rise
      const level = levelPayment(start, over)
      const cap = start.before === undefined ? level : times(start.before, fixed(growth(rise)))
      return () => (level < cap ? level : cap)
    }
    case 'fixed':
      return checkAmounts([rule.amount]) ?? (() => whole(rule.amount.minor))
    case 'interest-only':
      return (_, __, interest) => interest
    case 'equal-principal': {
      const part = start.owed / BigInt(over)
      return (_, __, interest) => part + interest
    }
    case 'share-of-balance': {
      const share = readRatio(rule.percent)
      if (isRefusal(share)) return share
      const least = whole(rule.atLeast.minor)
      const part = product(share, percent)
      return (
        checkAmounts([rule.atLeast]) ??
        ((_, owed, interest) => {
          const payment = ((owed + interest) * part.numerator) / part.denominator
          return payment > least ? payment : least
        })
      )
    }
  }
}

const percent = ratio(1n, 100n)
const growth = (rise: Ratio): Ratio => plus(ratio(1n), product(rise, percent))

/** What repays a loan in so many payments, each `weight` times the first: owed over the sum of the weights, discounted. */
export function levelPayment(
  { owed, factor }: Pick<StageStart, 'owed' | 'factor'>,
  payments: number,
  weight: (index: number) => Fixed = () => one,
): Fixed {
  let [discount, sum] = [one, 0n]
  for (let index = 1; index <= payments; index++) {
    const { numerator, denominator } = factor(index)
    discount = (discount * denominator) / (denominator + numerator)
    sum += times(discount, weight(index))
  }
  return over(owed, sum)
}

function risingPayments(
  { byPercent, every, first }: PaymentRule & { pays: 'rising' },
  start: StageStart,
  payments: number,
): Payment | UnfitRule {
  const rise = readRatio(byPercent)
  if (isRefusal(rise)) return rise
  const unfit = checkCount('payments', every) ?? checkAmounts(first ? [first] : [])
  if (unfit) return unfit
  const weights: Fixed[] = [one]
  const weight = (index: number): Fixed => {
    const steps = Math.floor((index - 1) / every)
    while (weights.length <= steps) weights.push(times(weights.at(-1) ?? one, fixed(growth(rise))))
    return weights[steps] ?? one
  }
  const base = first ? whole(first.minor) : levelPayment(start, payments, weight)
  return (index) => times(base, weight(index))
}
