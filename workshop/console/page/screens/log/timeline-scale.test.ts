import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byRevision, byTime } from './timeline-scale.ts'

const minute = 60_000
const outline = (...times: number[]) => times.map((at, i) => [i + 1, i + 1, at] as const)

describe('a timeline', () => {
  it('squeezes time in which nothing happened, and tells how much', () => {
    const month = 30 * 24 * 60 * minute
    const scale = byTime(outline(0, minute, 2 * minute, month, month + minute), 5)
    expect(scale.gaps).toEqual([{ place: expect.any(Number), ms: month - 2 * minute }])
    // the month is as long as eight of its minutes
    expect(scale.placeOf(4) - scale.placeOf(3)).toBeCloseTo(
      8 * (scale.placeOf(2) - scale.placeOf(1)),
    )
  })

  it('keeps events of one moment apart', () => {
    const scale = byTime(outline(0, 0, 0, minute, 2 * minute, 3 * minute), 6)
    expect(scale.placeOf(2)).toBeGreaterThan(scale.placeOf(1))
  })

  it('goes from its beginning to its end, never back, and there and back again', () => {
    const times = fc.array(fc.nat(10_000_000), { minLength: 2, maxLength: 50 })
    fc.assert(
      fc.property(times, (given) => {
        const sorted = given.toSorted((a, b) => a - b)
        for (const scale of [
          byTime(outline(...sorted), sorted.length),
          byRevision(sorted.length),
        ]) {
          const places = sorted.map((_, i) => scale.placeOf(i + 1))
          expect(places.at(-1)).toBeCloseTo(1)
          for (const [i, place] of places.entries()) {
            expect(place).toBeGreaterThanOrEqual(places[i - 1] ?? 0)
            expect(scale.revisionAt(place)).toBe(i + 1)
          }
        }
      }),
    )
  })

  it.each([0, 1])('of %i events is even', (last) => {
    expect(byTime(outline(...[5].slice(0, last)), last).revisionAt(1)).toBe(last)
  })
})
