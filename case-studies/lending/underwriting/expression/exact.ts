/**
 * Exact numbers of the rules: millionths, as `bigint`. Money counts cents, a rate percentage points, days count from 1970. A
 * percentage has four decimals at most, so a share of whole cents has no remainder, and nothing is ever rounded.
 */
export const one = 1_000_000n

const decimal = /^(\d{1,13})(?:\.(\d{1,4}))?$/

/** Reads `'6.5'` exactly; undefined where the text is no such number. */
export function exactOf(text: string): bigint | undefined {
  const [, whole, part = ''] = decimal.exec(text) ?? []
  return whole === undefined ? undefined : BigInt(whole + part.padEnd(6, '0'))
}

/** Dollars and cents, `'1250.50'`, as millionths of a cent. */
export const exactCents = (amount: string): bigint | undefined =>
  /^\d{1,11}(\.\d{2})?$/.test(amount)
    ? BigInt(amount.replace('.', '') + (amount.includes('.') ? '' : '00')) * one
    : undefined

export const exactCount = (count: number): bigint => BigInt(count) * one

/** A day of the calendar that was checked before. */
export const exactDay = (day: string): bigint => BigInt(Date.parse(day) / 86_400_000) * one

/** So many percent of an amount. */
export const shareOf = (percent: bigint, of: bigint): bigint => (percent * of) / (100n * one)

/** `1250.50`, `6.5`, `360`: as a person writes it. */
export function plain(exact: bigint, scale: bigint, leastDecimals: number): string {
  const size = exact < 0n ? -exact : exact
  const whole = `${exact < 0n ? '-' : ''}${size / scale}`
  const rest = size % scale
  if (rest === 0n) return leastDecimals === 0 ? whole : `${whole}.${'0'.repeat(leastDecimals)}`
  // the scale in front keeps the zeros that follow the point
  const part = String(scale + rest)
    .slice(1)
    .replace(/0+$/, '')
  return `${whole}.${part.padEnd(leastDecimals, '0')}`
}
