import { DomainError } from '../domain-error.ts'

/** What becomes of a fraction of a minor unit: to the nearest (`half-…` says where a half goes), or always to one side. `up` is away from zero and `down` towards it; `ceiling` and `floor` know the sign. */
export type Rounding = 'half-even' | 'half-up' | 'half-down' | 'up' | 'down' | 'ceiling' | 'floor'

const magnitude = (n: bigint) => (n < 0n ? -n : n)

/** Divides whole numbers and rounds as told; exact at any size: `divide(7n, 2n, 'half-even')` is 4n. */
export function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (denominator === 0n)
    throw new DomainError('WT_MONEY_DIVIDED_BY_ZERO', 'an amount was divided by zero')
  const towardsZero = numerator / denominator
  const rest = numerator % denominator
  if (rest === 0n) return towardsZero
  const isNegative = numerator < 0n !== denominator < 0n
  const awayFromZero = towardsZero + (isNegative ? -1n : 1n)
  return goesAway(rounding, isNegative, beyondHalf(rest, denominator), towardsZero)
    ? awayFromZero
    : towardsZero
}

// a switch and not a table of functions: tables of a loan round thousands of times
function goesAway(
  rounding: Rounding,
  isNegative: boolean,
  beyondHalf: bigint,
  towardsZero: bigint,
): boolean {
  switch (rounding) {
    case 'up':
      return true
    case 'down':
      return false
    case 'ceiling':
      return !isNegative
    case 'floor':
      return isNegative
    case 'half-up':
      return beyondHalf >= 0n
    case 'half-down':
      return beyondHalf > 0n
    case 'half-even':
      return beyondHalf > (towardsZero % 2n === 0n ? 0n : -1n)
  }
}

/** Negative below one half, zero at it, positive beyond. */
const beyondHalf = (rest: bigint, denominator: bigint) =>
  magnitude(rest) * 2n - magnitude(denominator)
