import type { Ratio } from './ratio.ts'
import { ratio } from './ratio.ts'

/** A number with 192 binary digits after the point, as a `bigint`: for powers of growth factors, whose exact fractions would grow without end. One step is 1.6e-58; the longest product here has 10⁷ factors, so 50 decimals stay right. */
export type Fixed = bigint

// a shift rounds down and costs a fifth of a division by a power of ten
const bits = 192n
export const one: Fixed = 1n << bits

export const fixed = ({ numerator, denominator }: Ratio): Fixed => (numerator << bits) / denominator

export const whole = (n: bigint): Fixed => n << bits

export const times = (a: Fixed, b: Fixed): Fixed => (a * b) >> bits

export const over = (a: Fixed, b: Fixed): Fixed => (a << bits) / b

/** By squaring; the exponent is a whole number, not below zero. */
export function power(base: Fixed, exponent: number): Fixed {
  let [result, square] = [one, base]
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = times(result, square)
    if (left > 1) square = times(square, square)
  }
  return result
}

/** 1 + q + q² + …, so many terms, by doubling: right for q = 1 and near it, where (qⁿ − 1)/(q − 1) is not. */
export function geometricSum(q: Fixed, terms: number): Fixed {
  let [sum, last] = [0n, one] // of the terms so far, and the power that comes next
  for (const digit of terms.toString(2)) {
    sum += times(sum, last)
    last = times(last, last)
    if (digit === '1') {
      sum += last
      last = times(last, q)
    }
  }
  return sum
}

export const toRatio = (n: Fixed): Ratio => ratio(n, one)

// what a chain of roundings down may have taken from an exact half
const slack = one >> 100n

/** To the nearest whole number, a half away from zero; a half is one that is as near to it as the last steps of the arithmetic. */
export function rounded(n: Fixed): bigint {
  const magnitude = (n < 0n ? -n : n) + one / 2n + slack
  return n < 0n ? -(magnitude >> bits) : magnitude >> bits
}
