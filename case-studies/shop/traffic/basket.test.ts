import { seededRandom } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { type Basket, basket, returned } from './basket.ts'
import { catalogue } from './catalogue.ts'

const many = (seed: number, count = 4_000): Basket[] => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, n) => basket(random, n))
}
const share = <T>(all: readonly T[], has: (one: T) => boolean) =>
  all.filter(has).length / all.length
const quantile = (numbers: readonly number[], part: number) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * part)] ?? 0

describe('made-up baskets', () => {
  it('are the same for the same seed and others for another', () => {
    expect(many(7, 20)).toEqual(many(7, 20))
    expect(many(7, 20)).not.toEqual(many(8, 20))
  })

  it('are what orders takes', () => {
    for (const { customer, country, lines } of many(1)) {
      expect(customer ?? '50000').toMatch(/^5\d{4}$/)
      expect(country).not.toBe('')
      expect(lines.map(({ line }) => line)).toEqual(lines.map((_, at) => at + 1))
      for (const { quantity, unitPrice } of lines) {
        expect(quantity).toBeGreaterThan(0)
        expect(unitPrice).toMatch(/^\d+\.\d\d$/)
      }
    }
  })

  it('have the shape of the real month', () => {
    const all = many(2)
    const sizes = all.map(({ lines }) => lines.length)
    const goods = all.flatMap(({ lines }) => lines.filter(({ charge }) => !charge))
    const prices = goods.map(({ unitPrice }) => Number(unitPrice))
    // in the real month: 10 % guests, 13 lines and £2.10 at the median, 25 lines and £3.75 at the third quartile
    expect(share(all, ({ customer }) => customer === null)).toBeCloseTo(0.1, 1)
    expect(quantile(sizes, 0.5)).toBeGreaterThanOrEqual(11)
    expect(quantile(sizes, 0.5)).toBeLessThanOrEqual(15)
    expect(quantile(sizes, 0.75)).toBeLessThanOrEqual(28)
    expect(quantile(prices, 0.5)).toBeGreaterThan(1.6)
    expect(quantile(prices, 0.5)).toBeLessThan(2.6)
    expect(quantile(prices, 0.9)).toBeLessThan(9)
    const carried = share(all, ({ lines }) => lines.some(({ charge }) => charge))
    expect(carried).toBeGreaterThan(0.05)
    expect(carried).toBeLessThan(0.25)
  })

  it('of one customer all go to one country', () => {
    const random = seededRandom(3)
    const countries = new Map<string, Set<string>>()
    for (let i = 0; i < 3_000; i++) {
      const { customer, country } = basket(random, 0)
      if (customer === null) continue
      countries.set(customer, (countries.get(customer) ?? new Set()).add(country))
    }
    for (const [customer, seen] of countries) expect(seen.size, customer).toBe(1)
  })
})

it('what comes back are goods of that very order, in whole lines', () => {
  const random = seededRandom(5)
  for (const order of many(4, 300)) {
    const back = returned(random, order) ?? []
    expect(back.length).toBeGreaterThan(0)
    expect(back.length).toBeLessThanOrEqual(3)
    for (const { line: _, ...one } of back) {
      expect(one.charge).toBe(false)
      expect(order.lines).toContainEqual(expect.objectContaining(one))
    }
  }
  expect(returned(random, { customer: '1', country: 'Spain', lines: [] })).toBeNull()
})

it('no two products share a code', () => {
  expect(new Set(catalogue.map(({ sku }) => sku)).size).toBe(catalogue.length)
})
