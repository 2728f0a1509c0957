import { isRefusal, Money } from '@watertight/domain'
import { addDays, addMonths, readDay, writeDay } from '../calendar/calendar.ts'

/** The value, where it is no refusal. */
export function must<T>(value: T): Exclude<T, { readonly refused: string }> {
  if (isRefusal(value)) throw new Error(`${value.refused}: ${value.because}`)
  return value as Exclude<T, { readonly refused: string }>
}

export const usd = (amount: string | number): Money => Money.parse(String(amount), 'USD')
export const eur = (amount: string | number): Money => Money.parse(String(amount), 'EUR')

/** So many equal amounts, months or days apart. */
export function series(
  first: string,
  count: number,
  every: { readonly months?: number; readonly days?: number },
  amount: Money,
): { readonly on: string; readonly amount: Money }[] {
  const from = must(readDay(first))
  const { months = 0, days = 0 } = every
  return Array.from({ length: count }, (_, index) => ({
    on: writeDay(addDays(addMonths(from, months * index), days * index)),
    amount,
  }))
}
