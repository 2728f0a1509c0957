import { isRefusal, type Refusal, refuse } from '@watertight/domain'
import {
  addDays,
  addMonths,
  type CalendarDay,
  daysBetween,
  readDay,
  writeDay,
} from '../calendar/calendar.ts'
import { type DayCount, shareOfYear } from '../calendar/day-count.ts'
import { type Ratio, ratio } from '../number/ratio.ts'
import { checkCount } from '../solve/checked.ts'

/** When payments are due: in equal periods, so many a year, or on days, the shares of a year by a day count. */
export type LoanCalendar =
  | { readonly perYear: number }
  | {
      /** The day from which interest is earned. */
      readonly from: string
      readonly firstDue: string
      /** Months keep to the day of the month of the first: the 31st, or the last of a shorter month. */
      readonly every: { readonly months: number } | { readonly days: number }
      readonly dayCount: DayCount
    }

/** A calendar that is read; payments count from 1. */
export interface Periods {
  /** The share of a year for which interest is due with this payment. */
  share(payment: number): Ratio
  due(payment: number): string | undefined
}

export type UnfitCalendar = Refusal<'CountInvalid' | 'DateImpossible' | 'DatesOutOfOrder'>

export function periodsOf(calendar: LoanCalendar): Periods | UnfitCalendar {
  if ('perYear' in calendar) {
    const unfit = checkCount('payments a year', calendar.perYear)
    const share = ratio(1n, BigInt(unfit ? 1 : calendar.perYear))
    return unfit ?? { share: () => share, due: () => undefined }
  }
  const { every, dayCount } = calendar
  const [from, first] = [readDay(calendar.from), readDay(calendar.firstDue)]
  if (isRefusal(from)) return from
  if (isRefusal(first)) return first
  const step = 'months' in every ? every.months : every.days
  const unfit = checkCount('months or days from one payment to the next', step)
  if (unfit) return unfit
  if (daysBetween(from, first) <= 0)
    return refuse(
      'DatesOutOfOrder',
      `the first payment, on ${calendar.firstDue}, is not after ${calendar.from}, from when interest is earned`,
    )
  const day = (payment: number): CalendarDay => {
    if (payment === 0) return from
    if ('months' in every) return addMonths(first, (payment - 1) * every.months)
    return addDays(first, (payment - 1) * every.days)
  }
  return {
    share: (payment) => shareOfYear(day(payment - 1), day(payment), dayCount),
    due: (payment) => writeDay(day(payment)),
  }
}
