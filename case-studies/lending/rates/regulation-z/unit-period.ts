import {
  addMonths,
  type CalendarDay,
  daysBetween,
  isLastOfMonth,
  monthsApart,
  monthsBack,
} from '../calendar/calendar.ts'
import { type Ratio, ratio, zero } from '../number/ratio.ts'

/** A length of time: two weeks, three months, ten days. A year is twelve months. */
interface Period {
  readonly unit: 'day' | 'week' | 'semimonth' | 'month'
  readonly multiple: number
}

/** The period of a transaction in which time is counted, and how many of it a year has. */
export interface UnitPeriod extends Period {
  readonly perYear: Ratio
  /** A loan advanced and repaid at once within a year: its term is the one unit-period. */
  readonly isTerm: boolean
}

/** A day, and the day of the month its series keeps to. */
export interface ScheduledDay {
  readonly on: CalendarDay
  readonly anchor: number
}

/** Appendix J (b)(3)(iv): a series on the last day of each month keeps to the last day; one on the 29th or 30th to that day, but in February. */
export function anchored(days: readonly CalendarDay[]): readonly ScheduledDay[] {
  const isMonthEnds = days.length > 1 && days.every(isLastOfMonth)
  const latest = isMonthEnds ? 31 : days.reduce((latest, { day }) => Math.max(latest, day), 0)
  return days.map((on) => ({ on, anchor: isLastOfMonth(on) ? latest : on.day }))
}

/** Appendix J (b)(4): of the intervals between advances and between payments, the first from the beginning of the term, the most frequent that occurs twice; of equally frequent ones the shortest; of none, the average. */
export function unitPeriodOf(
  begins: CalendarDay,
  advances: readonly ScheduledDay[],
  payments: readonly ScheduledDay[],
): UnitPeriod {
  const [payment] = payments
  if (advances.length === 1 && payments.length === 1 && payment) return termOf(begins, payment)
  const intervals = [...intervalsOf(begins, advances), ...intervalsOf(begins, payments)]
  const counts = new Map<string, { readonly period: Period; times: number }>()
  for (const period of intervals.flatMap(namesOf)) {
    const name = `${period.multiple} ${period.unit}`
    const count = counts.get(name)
    if (count) count.times++
    else counts.set(name, { period, times: 1 })
  }
  const [most] = [...counts.values()]
    .filter(({ times }) => times > 1)
    .sort((a, b) => b.times - a.times || byName(a.period, b.period))
  return asUnit(most?.period ?? average(intervals))
}

interface Interval {
  readonly from: CalendarDay
  readonly to: ScheduledDay
}

function intervalsOf(begins: CalendarDay, days: readonly ScheduledDay[]): readonly Interval[] {
  return days
    .map((to, index) => ({ from: days[index - 1]?.on ?? begins, to }))
    .filter(({ from, to }) => daysBetween(from, to.on) > 0)
}

/** Appendix J (b)(5)(vi), (vii): a loan repaid at once within a year has one unit-period; in whole months those count, else the days. */
function termOf(begins: CalendarDay, { on }: ScheduledDay): UnitPeriod {
  const { months, days } = monthsBack(begins, on)
  if (months >= 12) return asUnit(monthsLong(12))
  const isMonths = days === 0 && months > 0
  const length = isMonths ? monthsLong(months) : daysLong(daysBetween(begins, on))
  return { ...asUnit(length), isTerm: true }
}

const daysLong = (multiple: number): Period => ({ unit: 'day', multiple })
const weeksLong = (multiple: number): Period => ({ unit: 'week', multiple })
const monthsLong = (multiple: number): Period => ({ unit: 'month', multiple })
const semimonth: Period = { unit: 'semimonth', multiple: 1 }

const unitsPerYear = { day: 365n, week: 52n, semimonth: 24n, month: 12n } as const

const asUnit = ({ unit, multiple }: Period): UnitPeriod => ({
  unit,
  multiple,
  // a loan repaid on the day it is made has no term; it has no rate either
  perYear: ratio(unitsPerYear[unit], BigInt(Math.max(multiple, 1))),
  isTerm: false,
})

/** Every name an interval has: the four weeks of February are a month too. None is longer than a year. */
function namesOf({ from, to }: Interval): readonly Period[] {
  const days = daysBetween(from, to.on)
  const { months, days: rest } = monthsBack(from, to.on, to.anchor)
  if (months >= 12) return [monthsLong(12)]
  return [
    ...(rest === 0 && months > 0 ? [monthsLong(months)] : []),
    ...(isSemimonth(from, to.on) ? [semimonth] : []),
    days % 7 === 0 ? weeksLong(days / 7) : daysLong(days),
  ]
}

/** From the 1st to the 16th and on to the 1st; from the 15th (in February the 14th too) to the last and on to the 15th. */
function isSemimonth(from: CalendarDay, to: CalendarDay): boolean {
  const months = monthsApart(from, to)
  if (months === 0) return to.day - from.day === 15 || (isMiddle(from) && isLastOfMonth(to))
  return months === 1 && (from.day - to.day === 15 || (isLastOfMonth(from) && isMiddle(to)))
}

const isMiddle = ({ month, day }: CalendarDay): boolean => day === 15 || (month === 2 && day === 14)

/** Where two names are as frequent: a standard interval before odd days, then the shorter. */
const byName = (a: Period, b: Period): number =>
  Number(a.unit === 'day' && a.multiple > 1) - Number(b.unit === 'day' && b.multiple > 1) ||
  lengthOf(a) - lengthOf(b)

/** In days, months of thirty, as appendix J compares them. */
function lengthOf({ unit, multiple }: Period): number {
  if (unit === 'month') return multiple === 12 ? 365 : multiple * 30
  if (unit === 'semimonth') return 15
  return unit === 'week' ? multiple * 7 : multiple
}

const upTo = (length: number): readonly number[] => Array.from({ length }, (_, index) => index + 1)

/** The standard intervals of time, (b)(3)(iii); months before weeks of the same length. */
const standardIntervals: readonly Period[] = [
  ...upTo(12).map(monthsLong),
  ...upTo(52).map(weeksLong),
  semimonth,
  daysLong(1),
]

/** The standard interval nearest to the average; the lower of two. */
function average(intervals: readonly Interval[]): Period {
  const total = intervals.reduce((sum, { from, to }) => sum + daysBetween(from, to.on), 0)
  const distance = (it: Period): number => Math.abs(lengthOf(it) * intervals.length - total)
  return standardIntervals.reduce((best, it) => {
    const closer = distance(it) - distance(best)
    return closer < 0 || (closer === 0 && lengthOf(it) < lengthOf(best)) ? it : best
  })
}

/** Appendix J (b)(5): whole unit-periods counted back from the later day, and the fraction before them. */
export function unitPeriodsBetween(
  begins: CalendarDay,
  { on, anchor }: ScheduledDay,
  { unit, multiple, isTerm }: UnitPeriod,
): { readonly full: number; readonly fraction: Ratio } {
  const days = daysBetween(begins, on)
  if (isTerm) return { full: days === 0 ? 0 : 1, fraction: zero }
  if (unit === 'day' || unit === 'week')
    return split(days, unit === 'day' ? multiple : 7 * multiple)
  const back = monthsBack(begins, on, anchor)
  if (unit === 'month' && multiple === 12) return years(begins, { on, anchor }, back)
  return split(30 * back.months + back.days, unit === 'month' ? 30 * multiple : 15)
}

const split = (days: number, length: number) => ({
  full: Math.floor(days / length),
  fraction: ratio(BigInt(days % length), BigInt(length)),
})

/** (b)(5)(v): what is left of a year in months over twelve where they are whole, else in days over 365. */
function years(
  begins: CalendarDay,
  { on, anchor }: ScheduledDay,
  { months, days }: { readonly months: number; readonly days: number },
) {
  const full = Math.floor(months / 12)
  if (days === 0) return { full, fraction: ratio(BigInt(months % 12), 12n) }
  const stub = daysBetween(begins, addMonths(on, -12 * full, anchor))
  return { full, fraction: ratio(BigInt(stub), 365n) }
}

/** Whether every interval after the first is the unit-period. */
export function isEvenlySpaced(days: readonly ScheduledDay[], unitPeriod: UnitPeriod): boolean {
  return days.slice(1).every((to, index) => {
    const from = days[index]?.on
    return (
      from !== undefined &&
      namesOf({ from, to }).some(
        ({ unit, multiple }) => unit === unitPeriod.unit && multiple === unitPeriod.multiple,
      )
    )
  })
}
