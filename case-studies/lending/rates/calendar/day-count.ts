import { plus, type Ratio, ratio } from '../number/ratio.ts'
import { type CalendarDay, daysBetween, isLastOfMonth, isLeapYear } from './calendar.ts'

/**
 * How a stretch of time becomes a share of a year. `30/360` is the American bond basis with its rule for the end of
 * February, `30E/360` the Eurobond basis, `actual/actual` the one of ISDA (days of leap years over 366, others over 365).
 */
export type DayCount = '30/360' | '30E/360' | 'actual/360' | 'actual/365' | 'actual/actual'

/** The share of a year between two days, the first counted and the last not. */
export function shareOfYear(from: CalendarDay, to: CalendarDay, dayCount: DayCount): Ratio {
  switch (dayCount) {
    case '30/360':
      return thirties(...bondDays(from, to))
    case '30E/360':
      return thirties(
        { ...from, day: Math.min(from.day, 30) },
        { ...to, day: Math.min(to.day, 30) },
      )
    case 'actual/360':
      return ratio(BigInt(daysBetween(from, to)), 360n)
    case 'actual/365':
      return ratio(BigInt(daysBetween(from, to)), 365n)
    case 'actual/actual':
      return actualYears(from, to)
  }
}

const thirties = (from: CalendarDay, to: CalendarDay): Ratio =>
  ratio(
    BigInt((to.year - from.year) * 360 + (to.month - from.month) * 30 + to.day - from.day),
    360n,
  )

function bondDays(from: CalendarDay, to: CalendarDay): [CalendarDay, CalendarDay] {
  const isFebruaryEnd = (it: CalendarDay) => it.month === 2 && isLastOfMonth(it)
  const first = isFebruaryEnd(from) || from.day === 31 ? 30 : from.day
  const isThirtieth = (isFebruaryEnd(from) && isFebruaryEnd(to)) || (to.day === 31 && first === 30)
  return [
    { ...from, day: first },
    { ...to, day: isThirtieth ? 30 : to.day },
  ]
}

function actualYears(from: CalendarDay, to: CalendarDay): Ratio {
  const share = (days: number, year: number) => ratio(BigInt(days), isLeapYear(year) ? 366n : 365n)
  if (from.year === to.year) return share(daysBetween(from, to), from.year)
  const newYear = (year: number): CalendarDay => ({ year, month: 1, day: 1 })
  const between = ratio(BigInt(to.year - from.year - 1))
  const first = share(daysBetween(from, newYear(from.year + 1)), from.year)
  return plus(between, plus(first, share(daysBetween(newYear(to.year), to), to.year)))
}
