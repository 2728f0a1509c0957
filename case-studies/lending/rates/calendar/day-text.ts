import { isRefusal, type Refusal } from '@watertight/domain'
import { addDays, addMonths, type CalendarDay, daysBetween, readDay, writeDay } from './calendar.ts'

/** The day so many days after, or before where they are below zero: `dayAfter('2024-02-28', 2)` is `'2024-03-01'`. Throws for a day that never was: read it first. */
export const dayAfter = (day: string, days: number): string => writeDay(addDays(sure(day), days))

/** The same day so many months later, or the last of that month where it is shorter: retention is counted so. */
export const dayMonthsAfter = (day: string, months: number): string =>
  writeDay(addMonths(sure(day), months))

/** Midnights from one day to another; below zero where the second is the earlier. */
export const daysFromTo = (from: string, to: string): number => daysBetween(sure(from), sure(to))

function sure(text: string): CalendarDay {
  const day: CalendarDay | Refusal = readDay(text)
  if (isRefusal(day)) throw new RangeError(day.because)
  return day
}
