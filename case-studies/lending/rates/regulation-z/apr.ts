import { isRefusal, type Money, type Refusal, refuse } from '@watertight/domain'
import { toRatio } from '../number/fixed.ts'
import { plus, type Ratio, ratio, readRatio, times } from '../number/ratio.ts'
import { checkAmounts, checkCount, type UnfitAmounts } from '../solve/checked.ts'
import type { Flow } from '../solve/present-value.ts'
import { type NoSuchRate, solveRate } from '../solve/solve-rate.ts'

/** Equal advances or payments, one unit-period apart. */
export interface UnitPeriodFlow {
  readonly amount: Money
  /** How many; 1, unless told. */
  readonly count?: number
  /** Whole unit-periods from the beginning of the term to the first of them. */
  readonly fullUnitPeriods: number
  /** The fraction of a unit-period before those, such as `'19/30'`; none, unless told. */
  readonly fraction?: string
}

export interface UnitPeriodTransaction {
  readonly advances: readonly UnitPeriodFlow[]
  readonly payments: readonly UnitPeriodFlow[]
  /** `'12'` for a month, `'365/255'` for a single payment after 255 days. */
  readonly unitPeriodsPerYear: string
}

export type NoApr = NoSuchRate | UnfitAmounts | Refusal<'CountInvalid' | 'NumberUnreadable'>

/**
 * The annual percentage rate of closed-end credit by the actuarial method of Regulation Z (12 CFR 1026), appendix J: the rate of a
 * unit-period that makes the advances equal to the payments, times the unit-periods of a year. Within a unit-period interest is simple,
 * (b)(6). For a loan told by its days see `datedApr`.
 */
export function apr(transaction: UnitPeriodTransaction): Ratio | NoApr {
  const { advances, payments } = transaction
  const unfit = checkAmounts([...advances, ...payments].map(({ amount }) => amount))
  if (unfit) return unfit
  const perYear = readRatio(transaction.unitPeriodsPerYear)
  if (isRefusal(perYear)) return perYear
  if (perYear.numerator <= 0n)
    return refuse('NumberUnreadable', 'a year has more than no unit-periods; write 12, or 365/255')
  const flows: Flow[] = []
  for (const [sign, series] of [[-1n, advances] as const, [1n, payments] as const])
    for (const one of series) {
      const refusal = spread(one, sign, flows)
      if (refusal) return refusal
    }
  return aprOf(flows, perYear)
}

/** Of flows whose time is in unit-periods. */
export function aprOf(flows: readonly Flow[], unitPeriodsPerYear: Ratio): Ratio | NoSuchRate {
  const rate = solveRate(flows)
  return isRefusal(rate) ? rate : times(toRatio(rate), unitPeriodsPerYear)
}

function spread(
  { amount, count = 1, fullUnitPeriods, fraction = '0' }: UnitPeriodFlow,
  sign: bigint,
  flows: Flow[],
): Refusal<'CountInvalid' | 'NumberUnreadable'> | undefined {
  const unfit = checkCount('payments', count) ?? checkCount('unit-periods', fullUnitPeriods, 0)
  if (unfit) return unfit
  const part = readRatio(fraction)
  if (isRefusal(part)) return part
  if (part.numerator < 0n)
    return refuse('NumberUnreadable', `a fraction of a unit-period of ${fraction} is below zero`)
  const { minor, periods, fraction: rest } = flowAt(sign * amount.minor, fullUnitPeriods, part)
  for (let index = 0; index < count; index++)
    flows.push({ minor, periods: periods + index, fraction: rest })
  return undefined
}

/** A flow so many unit-periods and a part after the beginning; a part of one or more becomes whole ones. */
export function flowAt(minor: bigint, periods: number, part: Ratio): Flow {
  const wholes = part.numerator / part.denominator
  return {
    minor,
    periods: periods + Number(wholes),
    fraction: wholes === 0n ? part : plus(part, ratio(-wholes)),
  }
}
