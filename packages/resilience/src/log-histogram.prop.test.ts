import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LogHistogram } from './log-histogram.ts'

test('every percentile is within one bucket of the one of the sorted list', () => {
  const durations = fc.array(fc.double({ min: 0.01, max: 1_000_000, noNaN: true }), {
    minLength: 1,
    maxLength: 200,
  })
  fc.assert(
    fc.property(durations, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
      const histogram = new LogHistogram()
      for (const ms of all) histogram.add(ms)
      const sorted = all.toSorted((a, b) => a - b)
      const exact = sorted[Math.ceil(share * all.length - 1e-9) - 1] as number
      const ratio = histogram.percentile(share) / exact
      expect(Math.abs(Math.log2(ratio))).toBeLessThanOrEqual(1 / 16 + 1e-9)
    }),
  )
})

test('an empty one, and durations beyond its ends, break nothing', () => {
  const histogram = new LogHistogram()
  expect(histogram.percentile(0.5)).toBe(0)
  for (const ms of [0, -1, 1e12]) histogram.add(ms)
  expect(histogram.count).toBe(3)
  histogram.clear()
  expect([histogram.count, histogram.percentile(0.9)]).toEqual([0, 0])
})
