import { isRefusal, type Money, type Refusal, refuse } from '@watertight/domain'
import { type CalendarDay, daysBetween, readDay } from '../calendar/calendar.ts'
import type { Ratio } from '../number/ratio.ts'
import { checkAmounts, type UnfitAmounts } from '../solve/checked.ts'
import type { Flow } from '../solve/present-value.ts'
import type { NoSuchRate } from '../solve/solve-rate.ts'
import { aprOf, flowAt } from './apr.ts'
import {
  anchored,
  isEvenlySpaced,
  type ScheduledDay,
  type UnitPeriod,
  unitPeriodOf,
  unitPeriodsBetween,
} from './unit-period.ts'

/** An amount on a day, `'1978-02-10'`. */
export interface DatedAmount {
  readonly on: string
  readonly amount: Money
}

export interface DatedTransaction {
  /** When the term begins: the consummation, or the later day from which a finance charge is earned. */
  readonly begins: string
  readonly advances: readonly DatedAmount[]
  readonly payments: readonly DatedAmount[]
}

export interface DatedApr {
  readonly apr: Ratio
  readonly unitPeriod: UnitPeriod
  /** Several advances, or payments uneven in time or amount: the tolerance is a quarter of a point, not an eighth. An odd first period, first or last payment is not irregular. 12 CFR 1026.22(a)(3), footnote 46. */
  readonly isIrregular: boolean
}

export type NoDatedApr =
  | NoSuchRate
  | UnfitAmounts
  | Refusal<'DateImpossible' | 'DatesOutOfOrder' | 'NothingLent' | 'NothingPaid'>

/** The annual percentage rate of a loan told by its days: its unit-period is found and the time counted as appendix J (b)(2) to (5) tells, by the federal calendar of equal months. */
export function datedApr(transaction: DatedTransaction): DatedApr | NoDatedApr {
  const { advances, payments } = transaction
  if (advances.length === 0) return refuse('NothingLent', 'there is no advance')
  if (payments.length === 0) return refuse('NothingPaid', 'there is no payment')
  const unfit = checkAmounts([...advances, ...payments].map(({ amount }) => amount))
  if (unfit) return unfit
  const told = readDay(transaction.begins)
  if (isRefusal(told)) return told
  const [lent, paid] = [inOrder(told, advances), inOrder(told, payments)]
  if (isRefusal(lent)) return lent
  if (isRefusal(paid)) return paid
  // what is advanced and repaid at once is a loan for just the time between
  const [first, payment] = lent.length === 1 && paid.length === 1 ? [lent[0], paid[0]] : []
  if (first && payment && daysBetween(first.on, payment.on) < 0)
    return refuse('NoRate', 'it is repaid before it is lent; check the order of the days')
  const begins = first?.on ?? told
  const [advanceDays, paymentDays] = [lent.map(dayOf), paid.map(dayOf)]
  const unitPeriod = unitPeriodOf(begins, advanceDays, paymentDays)
  const flowOf =
    (sign: bigint) =>
    (it: DayTotal): Flow => {
      const { full, fraction } = unitPeriodsBetween(begins, it, unitPeriod)
      return flowAt(sign * it.minor, full, fraction)
    }
  const apr = aprOf([...lent.map(flowOf(-1n)), ...paid.map(flowOf(1n))], unitPeriod.perYear)
  if (isRefusal(apr)) return apr
  const isIrregular =
    lent.length > 1 || !isEvenlySpaced(paymentDays, unitPeriod) || !isLevelInside(paid)
  return { apr, unitPeriod, isIrregular }
}

/** What moves on a day, in minor units. */
interface DayTotal extends ScheduledDay {
  readonly minor: bigint
}

const dayOf = ({ on, anchor }: DayTotal): ScheduledDay => ({ on, anchor })

/** One total for each day, in the order of time. */
function inOrder(
  begins: CalendarDay,
  amounts: readonly DatedAmount[],
): readonly DayTotal[] | Refusal<'DateImpossible' | 'DatesOutOfOrder'> {
  const totals = new Map<string, { on: CalendarDay; minor: bigint }>()
  for (const { on, amount } of amounts) {
    const day = readDay(on)
    if (isRefusal(day)) return day
    if (daysBetween(begins, day) < 0)
      return refuse('DatesOutOfOrder', `${amount} on ${on} is before the term begins`)
    totals.set(on, { on: day, minor: (totals.get(on)?.minor ?? 0n) + amount.minor })
  }
  const days = [...totals.values()].sort((a, b) => daysBetween(b.on, a.on))
  const anchors = anchored(days.map(({ on }) => on))
  return days.map(({ on, minor }, index) => ({
    on,
    minor,
    anchor: anchors[index]?.anchor ?? on.day,
  }))
}

/** Whether all payments but the first and the last are alike. */
function isLevelInside(payments: readonly DayTotal[]): boolean {
  const inside = payments.slice(1, -1)
  return inside.every(({ minor }) => minor === inside[0]?.minor)
}
