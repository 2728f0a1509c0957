import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StockNeed } from './stock-need.ts'

const needOf = (...units: number[]) => {
  const need = new StockNeed()
  for (const one of units)
    need.add({ kind: 'stock-adjustment', moves: [{ sku: '85123A', units: one }] })
  return [need.opening[0]?.units ?? 0, need.closing(need.opening).get('85123A') ?? 0]
}

describe('the stock that a file takes for granted', () => {
  it('is what its documents take before anything comes', () => {
    expect(needOf(-6, -2, 3, -4)).toEqual([9, 0])
    expect(needOf(5, -3)).toEqual([0, 2])
    expect(needOf(-3, 5)).toEqual([3, 5])
  })

  it('is enough in the order of the file, and one unit less is not', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 })), (units) => {
        const [opening = 0, closing] = needOf(...units)
        const levels = units.map((_, at) =>
          units.slice(0, at + 1).reduce((sum, one) => sum + one, opening),
        )
        expect(Math.min(opening, ...levels)).toBeGreaterThanOrEqual(0)
        if (opening > 0) expect(Math.min(...levels)).toBe(0)
        if (units.length > 0) expect(closing).toBe(levels.at(-1))
      }),
    ))

  it('is known for each code by itself', () => {
    const need = new StockNeed()
    need.add({ kind: 'order', moves: [{ sku: '1', units: -2 }] })
    need.add({ kind: 'credit-note', moves: [{ sku: '2', units: 4 }] })
    expect(need.total).toEqual({ sold: 2, credited: 4, found: 0, lost: 0 })
    expect(need.opening).toEqual([{ sku: '1', units: 2 }])
    expect([...need.closing(need.opening)]).toEqual([
      ['1', 0],
      ['2', 4],
    ])
  })
})
