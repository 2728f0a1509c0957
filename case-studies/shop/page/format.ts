const whole = new Intl.NumberFormat('en-GB')
const oneDecimal = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })
const percent = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 0 })
const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const toTheMillisecond = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})
const dateAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
const currencies = new Map<string, Intl.NumberFormat>()

export const count = (value: number): string => whole.format(value)
export const perSecond = (value: number): string => oneDecimal.format(value)
export const share = (value: number): string => percent.format(value)
export const clock = (time: number): string => timeOfDay.format(time)
export const instant = (at: string): string => toTheMillisecond.format(new Date(at))
/** The shop's local time, as it was written. */
export const localTime = (placedAt: string): string => dateAndTime.format(new Date(placedAt))

/** `many(1, 'order waits', 'orders wait')` is "1 order waits". */
export const many = (value: number, one: string, more: string): string =>
  `${count(value)} ${value === 1 ? one : more}`

/** A decimal string as money; no digit passes through floating point. */
export function money(value: string, currency: string): string {
  let format = currencies.get(currency)
  if (format === undefined) {
    format = new Intl.NumberFormat('en-GB', { style: 'currency', currency })
    currencies.set(currency, format)
  }
  return format.format(value as Intl.StringNumericLiteral)
}
