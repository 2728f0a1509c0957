/** What is taken, and what is written, whatever the currency; four are the most digits that one has after the point. */
export const decimalPattern = String.raw`^[+-]?\d{1,30}(?:\.\d{1,4})?$`
export const ownDecimalPattern = String.raw`^-?\d+(?:\.\d{1,4})?$`

// thirty digits are more than any ledger needs and keep hostile input from becoming arithmetic
const decimal = /^([+-]?)(\d{1,30})(?:\.(\d+))?$/

/** The minor units of a decimal text with at most so many digits after the point, or undefined where it is none. */
export function minorOf(amount: unknown, digits: number): bigint | undefined {
  const [, sign, units, fraction = ''] = (typeof amount === 'string' && decimal.exec(amount)) || []
  if (units === undefined || fraction.length > digits) return undefined
  const minor = BigInt(units + fraction.padEnd(digits, '0'))
  return sign === '-' ? -minor : minor
}

export const notAnAmount = (amount: unknown, currency: string) =>
  `'${String(amount).slice(0, 40)}' is no exact amount of ${currency}`
