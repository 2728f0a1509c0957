import { divide, type Refusal, type Rounding, refuse } from '@watertight/domain'

/** An exact fraction in lowest terms: a rate (6 % is 3/50), a part of a unit-period (19/30), a share of a year (34/365). The denominator is above zero. */
export interface Ratio {
  readonly numerator: bigint
  readonly denominator: bigint
}

export function ratio(numerator: bigint, denominator = 1n): Ratio {
  if (denominator === 1n) return { numerator, denominator }
  const sign = denominator < 0n ? -1n : 1n
  const divisor = sign * greatestCommonDivisor(numerator, denominator)
  return { numerator: numerator / divisor, denominator: denominator / divisor }
}

export const zero = ratio(0n)

export const plus = (a: Ratio, b: Ratio): Ratio =>
  ratio(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)

export const times = (a: Ratio, b: Ratio): Ratio =>
  ratio(a.numerator * b.numerator, a.denominator * b.denominator)

/** Below zero where `a` is the smaller. */
export const compare = (a: Ratio, b: Ratio): -1 | 0 | 1 => {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export const leastCommonMultiple = (a: bigint, b: bigint): bigint =>
  (a / greatestCommonDivisor(a, b)) * b

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b]
  return a < 0n ? -a : a
}

// digits enough for any rate or fraction in print, and too few to become arithmetic for hostile input
const decimal = /^(-?)(\d{1,15})(?:\.(\d{1,15}))?$/
const fraction = /^(\d{1,15})\/(\d{1,15})$/

/** Reads a decimal (`'3.875'`) or a fraction (`'19/30'`) exactly. */
export function readRatio(text: string): Ratio | Refusal<'NumberUnreadable'> {
  const [, above, below] = fraction.exec(text) ?? []
  if (above !== undefined && below !== undefined && BigInt(below) !== 0n)
    return ratio(BigInt(above), BigInt(below))
  const [, sign, whole, part = ''] = decimal.exec(text) ?? []
  if (whole === undefined)
    return refuse(
      'NumberUnreadable',
      `'${String(text).slice(0, 40)}' is no number; write it as 3.875 or 19/30`,
    )
  const digits = BigInt(whole + part)
  return ratio(sign === '-' ? -digits : digits, 10n ** BigInt(part.length))
}

/** Writes a rate in percent with so many decimals, rounded once from the exact figure: `toPercent(ratio(1n, 3n), 2)` is `'33.33'`. */
export function toPercent(rate: Ratio, decimals: number, rounding: Rounding = 'half-up'): string {
  const scale = 10n ** BigInt(decimals)
  const units = divide(rate.numerator * 100n * scale, rate.denominator, rounding)
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0')
  const point = digits.length - decimals
  const sign = units < 0n ? '-' : ''
  return sign + digits.slice(0, point) + (decimals > 0 ? `.${digits.slice(point)}` : '')
}
