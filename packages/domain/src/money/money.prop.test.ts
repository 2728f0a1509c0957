import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Money } from '../index.ts'
import { divide, type Rounding } from './rounding.ts'

const limit = 10n ** 24n
const minor = fc.bigInt({ min: -limit, max: limit })
const currency = fc.constantFrom('GBP', 'EUR', 'USD', 'CHF', 'JPY', 'BHD', 'CLF')
const money = fc.tuple(minor, currency).map(([n, code]) => Money.ofMinor(n, code))
const weights = fc
  .array(fc.nat(1_000_000), { minLength: 1, maxLength: 12 })
  .filter((list) => list.some((weight) => weight > 0))
const small = fc.bigInt({ min: -1000n, max: 1000n })
const divisor = fc.bigInt({ min: -60n, max: 60n }).filter((n) => n !== 0n)

const opposite: { readonly [R in Rounding]: Rounding } = {
  'half-even': 'half-even',
  'half-up': 'half-up',
  'half-down': 'half-down',
  up: 'up',
  down: 'down',
  ceiling: 'floor',
  floor: 'ceiling',
}
const rounding = fc.constantFrom(...(Object.keys(opposite) as Rounding[]))

describe('Money, whatever the amount', () => {
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(money, (one) => {
        expect(Money.from(one.toJSON()).equals(one)).toBe(true)
        expect(Money.parse(one.toDecimal(), one.currency).toDecimal()).toBe(one.toDecimal())
      }),
    )
  })

  it('comes back after adding and taking away', () => {
    fc.assert(
      fc.property(money, minor, (one, n) => {
        const other = Money.ofMinor(n, one.currency)
        expect(one.plus(other).minus(other).equals(one)).toBe(true)
        expect(one.minus(other).equals(other.minus(one).negated())).toBe(true)
        expect(one.compare(other)).toBe(-other.compare(one) + 0)
      }),
    )
  })

  it('is allocated to the last minor unit, each share within one of its exact part', () => {
    fc.assert(
      fc.property(money, weights, (one, list) => {
        const shares = one.allocate(list)
        const total = BigInt(list.reduce((sum, weight) => sum + weight, 0))
        expect(shares.reduce((sum, share) => sum.plus(share)).equals(one)).toBe(true)
        shares.forEach((share, index) => {
          const error = share.minor * total - one.minor * BigInt(list[index] ?? 0)
          expect(error < total && error > -total).toBe(true)
          if (list[index] === 0) expect(share.isZero()).toBe(true)
        })
      }),
    )
  })

  it('is allocated the same way below zero', () => {
    fc.assert(
      fc.property(money, weights, (one, list) => {
        const mirrored = one.negated().allocate(list)
        expect(mirrored.map((share) => String(share.negated()))).toEqual(
          one.allocate(list).map(String),
        )
      }),
    )
  })
})

describe('rounding, by each rule', () => {
  it('leaves exact quotients alone and never moves by a whole unit', () => {
    fc.assert(
      fc.property(small, divisor, rounding, (n, d, rule) => {
        expect(divide(n * d, d, rule)).toBe(n)
        const error = divide(n, d, rule) * d - n
        expect(error * error < d * d).toBe(true)
      }),
    )
  })

  it('is mirrored at zero, ceiling and floor trading places', () => {
    fc.assert(
      fc.property(small, divisor, rounding, (n, d, rule) => {
        expect(divide(-n, d, rule)).toBe(-divide(n, d, opposite[rule]))
        expect(divide(n, -d, rule)).toBe(divide(-n, d, rule))
      }),
    )
  })

  it('goes to the nearest by the three half rules, which differ only at one half', () => {
    fc.assert(
      fc.property(small, divisor, (n, d) => {
        const halves = (['half-up', 'half-down', 'half-even'] as const).map((r) => divide(n, d, r))
        const isHalf = (2n * n) % d === 0n && n % d !== 0n
        for (const q of halves) expect((2n * (q * d - n)) ** 2n <= d * d).toBe(true)
        expect(new Set(halves).size).toBe(isHalf ? 2 : 1)
      }),
    )
  })

  it.each<[Rounding, number[]]>([
    // the quotients are -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, then 0.3 and -0.7
    ['half-even', [-2, -2, 0, 0, 2, 2, 0, -1]],
    ['half-up', [-3, -2, -1, 1, 2, 3, 0, -1]],
    ['half-down', [-2, -1, 0, 0, 1, 2, 0, -1]],
    ['up', [-3, -2, -1, 1, 2, 3, 1, -1]],
    ['down', [-2, -1, 0, 0, 1, 2, 0, 0]],
    ['ceiling', [-2, -1, 0, 1, 2, 3, 1, 0]],
    ['floor', [-3, -2, -1, 0, 1, 2, 0, -1]],
  ])('%s follows its table', (rule, expected) => {
    const tenths = [-25n, -15n, -5n, 5n, 15n, 25n, 3n, -7n]
    expect(tenths.map((n) => Number(divide(n, 10n, rule)))).toEqual(expected)
  })
})
