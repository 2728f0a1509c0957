import { type Refusal, refuse } from '@watertight/domain'

/** A day of the Gregorian calendar that exists. */
export interface CalendarDay {
  readonly year: number
  readonly month: number
  readonly day: number
}

const iso = /^(\d{4})-(\d{2})-(\d{2})$/

/** Reads `'2012-02-29'`; a day that never was, such as the 30th of February, is refused. Years from 1600 on. */
export function readDay(text: string): CalendarDay | Refusal<'DateImpossible'> {
  const [, year, month, day] = (iso.exec(text) ?? []).map(Number)
  const exists =
    year !== undefined &&
    month !== undefined &&
    day !== undefined &&
    year >= 1600 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month)
  if (exists) return { year, month, day }
  const shown = String(text).slice(0, 40)
  return refuse(
    'DateImpossible',
    `'${shown}' is no day of the calendar; write one as 2012-02-29, from 1600 on`,
  )
}

export const writeDay = ({ year, month, day }: CalendarDay): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

export const isLeapYear = (year: number): boolean =>
  year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

export const isLastOfMonth = ({ year, month, day }: CalendarDay): boolean =>
  day === daysInMonth(year, month)

/** Days since the first of March of the year 0: February, the odd month, is the last of a year. */
function dayNumber({ year, month, day }: CalendarDay): number {
  const [years, months] = month > 2 ? [year, month - 3] : [year - 1, month + 9]
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400)
  // from March on, five months have 153 days
  return 365 * years + leapDays + Math.floor((153 * months + 2) / 5) + day
}

/** The number of midnights between; below zero where the second is the earlier. */
export const daysBetween = (from: CalendarDay, to: CalendarDay): number =>
  dayNumber(to) - dayNumber(from)

export function addDays({ year, month, day }: CalendarDay, days: number): CalendarDay {
  const date = new Date(Date.UTC(year, month - 1, day + days))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** The same day so many months later, or the last of that month where it is shorter. `anchor` is the day of the month a series keeps to: the 30th, though this one fell on the 28th of February. */
export function addMonths(from: CalendarDay, months: number, anchor = from.day): CalendarDay {
  const count = monthNumber(from) + months
  const [year, month] = [Math.floor(count / 12), (((count % 12) + 12) % 12) + 1]
  return { year, month, day: Math.min(anchor, daysInMonth(year, month)) }
}

/** The number of the month in a count without end. */
const monthNumber = ({ year, month }: CalendarDay): number => year * 12 + month - 1

export const monthsApart = (from: CalendarDay, to: CalendarDay): number =>
  monthNumber(to) - monthNumber(from)

/** The most whole months that fit when counted back from the later day, and the days that are left before them. */
export function monthsBack(
  from: CalendarDay,
  to: CalendarDay,
  anchor = to.day,
): { readonly months: number; readonly days: number } {
  const months = monthsApart(from, to)
  const length = daysInMonth(from.year, from.month)
  // counted back all the way, the series is in the month of the earlier day
  const days = Math.min(anchor, length) - from.day
  if (days >= 0) return { months, days }
  const { day } = addMonths(from, 1, anchor)
  return { months: months - 1, days: length - from.day + day }
}
