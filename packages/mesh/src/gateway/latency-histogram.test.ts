import { expect, test } from 'vitest'
import { LatencyHistogram } from './latency-histogram.ts'

test('quantiles are right to within a tenth, over all sizes', () => {
  const histogram = new LatencyHistogram()
  expect(histogram.quantile(0.5)).toBeUndefined()
  for (let ms = 1; ms <= 1000; ms++) histogram.record(ms)
  for (const share of [0.1, 0.5, 0.9, 0.99])
    expect(Math.abs((histogram.quantile(share) as number) / (1000 * share) - 1)).toBeLessThan(0.1)
})

test('nothing and for ever have a place too', () => {
  const histogram = new LatencyHistogram()
  histogram.record(0)
  histogram.record(Number.MAX_SAFE_INTEGER)
  expect(histogram.quantile(0)).toBeLessThan(0.13)
  expect(histogram.quantile(1)).toBeGreaterThan(1_000_000)
})
