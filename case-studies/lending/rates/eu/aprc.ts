import { isRefusal, type Money, type Refusal, refuse } from '@watertight/domain'
import { one, power, toRatio } from '../number/fixed.ts'
import { leastCommonMultiple, plus, type Ratio, ratio, zero } from '../number/ratio.ts'
import { checkAmounts, checkCount, type UnfitAmounts } from '../solve/checked.ts'
import type { Flow } from '../solve/present-value.ts'
import { type NoSuchRate, solveRate } from '../solve/solve-rate.ts'
import { type EuTime, type EuUnit, euInterval, inYears } from './time-interval.ts'

export interface EuFlow {
  /** A payment is an instalment or a cost. */
  readonly type: 'drawdown' | 'payment'
  readonly amount: Money
  readonly at: EuTime
  /** How many such; 1, unless told. */
  readonly count?: number
  /** The time from one to the next; a month, unless told. */
  readonly every?: EuTime
}

export type NoAprc =
  | NoSuchRate
  | UnfitAmounts
  | Refusal<'CountInvalid' | 'NumberUnreadable' | 'TimeInvalid'>

/** A drawdown or payment, and when it is in years from the first drawdown. */
interface TimedFlow {
  readonly minor: bigint
  readonly years: Ratio
}

/**
 * The annual percentage rate of charge of annex I, part I of Directives 2008/48/EC and 2014/17/EU: X where the drawdowns equal the payments,
 * each over (1 + X)^t with t in years, a fraction too. Unlike the American rate it is effective: interest on interest is in it.
 * Rounded for print as remark (d) has it by `toPercent(aprc, 1)`.
 */
export function aprc(flows: readonly EuFlow[]): Ratio | NoAprc {
  const unfit = checkAmounts(flows.map(({ amount }) => amount))
  if (unfit) return unfit
  const timed: TimedFlow[] = []
  for (const flow of flows) {
    const refusal = spread(flow, timed)
    if (refusal) return refusal
  }
  return solved(timed)
}

/** A loan told by its days. */
export interface DatedEuCredit {
  readonly drawdowns: readonly { readonly on: string; readonly amount: Money }[]
  readonly payments: readonly { readonly on: string; readonly amount: Money }[]
  /** The time from one payment to the next, in which intervals are measured. */
  readonly unit: EuUnit
}

/** The same of a loan told by its days, measured by `euInterval` from the first drawdown. */
export function datedAprc(credit: DatedEuCredit): Ratio | NoAprc | Refusal<'DateImpossible'> {
  const { drawdowns, payments, unit } = credit
  const unfit = checkAmounts([...drawdowns, ...payments].map(({ amount }) => amount))
  if (unfit) return unfit
  const first = drawdowns.map(({ on }) => on).toSorted()[0]
  if (first === undefined) return refuse('NoRate', 'nothing is drawn down')
  const timed: TimedFlow[] = []
  for (const [sign, list] of [[-1n, drawdowns] as const, [1n, payments] as const])
    for (const { on, amount } of list) {
      const interval = euInterval(first, on, unit)
      if (isRefusal(interval)) return interval
      timed.push({ minor: sign * amount.minor, years: interval.years })
    }
  return solved(timed)
}

function spread(flow: EuFlow, timed: TimedFlow[]) {
  const { type, amount, at, count = 1, every = { months: 1 } } = flow
  const unfit = checkCount('payments', count)
  if (unfit) return unfit
  const [start, step] = [inYears(at), inYears(every)]
  if (isRefusal(start)) return start
  if (isRefusal(step)) return step
  const minor = type === 'drawdown' ? -amount.minor : amount.minor
  let years = start
  for (let index = 0; index < count; index++) {
    timed.push({ minor, years })
    years = plus(years, step)
  }
  return undefined
}

// whatever comes out above 10⁴² % is a slip of the input, and may be thousands of digits long
const highest = ratio(10n ** 40n)

/** All times are whole ticks of the largest part of a year that divides them, so that no power is fractional; X follows from the rate of a tick. */
function solved(flows: readonly TimedFlow[]): Ratio | NoSuchRate {
  const ticksPerYear = flows.reduce(
    (ticks, { years }) => leastCommonMultiple(ticks, years.denominator),
    1n,
  )
  const inTicks: Flow[] = flows.map(({ minor, years }) => ({
    minor,
    periods: Number((years.numerator * ticksPerYear) / years.denominator),
    fraction: zero,
  }))
  const rate = solveRate(inTicks)
  if (isRefusal(rate)) return rate
  const growth = toRatio(power(one + rate, Number(ticksPerYear)))
  if (growth.numerator > highest.numerator * growth.denominator)
    return refuse('NoRate', 'no rate below 10⁴² % makes drawdowns and payments equal')
  return plus(growth, ratio(-1n))
}
