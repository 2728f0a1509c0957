import { isRefusal, type Refusal, refuse } from '@watertight/domain'
import {
  addDays,
  addMonths,
  type CalendarDay,
  daysBetween,
  monthsBack,
  readDay,
} from '../calendar/calendar.ts'
import { plus, type Ratio, ratio, readRatio, times } from '../number/ratio.ts'

export type EuUnit = 'year' | 'month' | 'week' | 'day'

/** The time between two days, in the unit of the loan's payments. */
export interface EuInterval {
  readonly unit: EuUnit
  /** Whole units. */
  readonly periods: number
  /** Days that are left before them. */
  readonly days: number
  /** The length of the year that ends with those days. */
  readonly yearDays: 365 | 366
  /** The whole of it in years. */
  readonly years: Ratio
}

/** A time from the first drawdown, as people write it: months of a twelfth of a year, weeks of a fifty-second, days over the length of a year. Below zero it is before. */
export interface EuTime {
  readonly years?: number
  readonly months?: number
  readonly weeks?: number
  readonly days?: number
  /** What days are divided by: 365, unless told; 366, or `'365.25'` as some calculators outside the directives have it. */
  readonly yearDays?: number | '365.25'
}

const unitsPerYear = { year: 1n, month: 12n, week: 52n, day: 0n } as const

/**
 * Measures as remark (c) of annex I, part I of Directives 2008/48/EC and 2014/17/EU and SWD(2012) 128, section 4.1.1 tell: whole units are counted
 * backwards from the payment, the days that are left over the length of the year that ends with the last of them. A payment before the first drawdown is below zero.
 */
export function euInterval(
  firstDrawdown: string,
  payment: string,
  unit: EuUnit,
): EuInterval | Refusal<'DateImpossible'> {
  const [from, to] = [readDay(firstDrawdown), readDay(payment)]
  if (isRefusal(from)) return from
  if (isRefusal(to)) return to
  if (daysBetween(from, to) >= 0) return measured(from, to, unit)
  const { periods, days, years, ...others } = measured(to, from, unit)
  const negative = { periods: -periods || 0, days: -days || 0 }
  return { ...others, ...negative, years: times(years, ratio(-1n)) }
}

function measured(from: CalendarDay, to: CalendarDay, unit: EuUnit): EuInterval {
  const periods = wholeUnits(from, to, unit)
  const stubEnd = unitsBefore(to, periods, unit)
  const days = daysBetween(from, stubEnd)
  const yearDays = daysBetween(addMonths(stubEnd, -12), stubEnd) === 366 ? 366 : 365
  const wholes = periods === 0 ? ratio(0n) : ratio(BigInt(periods), unitsPerYear[unit])
  const years = plus(wholes, ratio(BigInt(days), BigInt(yearDays)))
  return { unit, periods, days, yearDays, years }
}

function wholeUnits(from: CalendarDay, to: CalendarDay, unit: EuUnit): number {
  switch (unit) {
    case 'year':
      return Math.floor(monthsBack(from, to).months / 12)
    case 'month':
      return monthsBack(from, to).months
    case 'week':
      return Math.floor(daysBetween(from, to) / 7)
    case 'day':
      return 0
  }
}

function unitsBefore(to: CalendarDay, count: number, unit: EuUnit): CalendarDay {
  if (unit === 'week') return addDays(to, -7 * count)
  return addMonths(to, -count * (unit === 'year' ? 12 : 1))
}

// a thousand years in days
const farthest = 366_000

/** In years, exactly. */
export function inYears(time: EuTime): Ratio | Refusal<'TimeInvalid' | 'NumberUnreadable'> {
  const { years = 0, months = 0, weeks = 0, days = 0, yearDays = 365 } = time
  if (![years, months, weeks, days].every((it) => Number.isInteger(it) && Math.abs(it) <= farthest))
    return refuse(
      'TimeInvalid',
      `years, months, weeks and days are whole numbers up to ${farthest}, below zero before the first drawdown`,
    )
  if (yearDays !== '365.25' && yearDays !== 365 && yearDays !== 366)
    return refuse('TimeInvalid', `a year has 365 or 366 days, not ${yearDays}`)
  const length = readRatio(String(yearDays))
  if (isRefusal(length)) return length
  const parts = [
    ratio(BigInt(years)),
    ratio(BigInt(months), 12n),
    ratio(BigInt(weeks), 52n),
    ratio(BigInt(days) * length.denominator, length.numerator),
  ]
  return parts.reduce(plus)
}
