import { gradient } from '@watertight/resilience/adaptive-limit'
import { describe, expect, test } from 'vitest'
import { chartSvg } from './chart.ts'
import { overloadRun } from './overload-run.ts'
import { stormRun } from './retry-storm-run.ts'

describe('overload', () => {
  test.each([
    ['exponential', 'fewer workers'],
    ['lognormal', 'slower calls'],
    ['bimodal', 'slower calls'],
  ] as const)('%s calls, %s: twice the load costs refusals, not answers', (distribution, loss) => {
    const run = overloadRun({ seed: 3, distribution, loss, limit: gradient })
    const [calm, overload, halved, recovered] = run.phases
    expect(calm?.refused).toBeLessThan(0.01)
    expect(overload?.goodput).toBeGreaterThanOrEqual(0.95)
    expect(overload?.p99Ratio).toBeLessThanOrEqual(2)
    expect(overload?.settledMs).toBeLessThanOrEqual(5_000)
    expect(halved?.goodput).toBeGreaterThanOrEqual(0.93)
    expect(halved?.p99Ratio).toBeLessThanOrEqual(2)
    expect(recovered?.goodput).toBeGreaterThanOrEqual(0.99)
  })

  test('without a limit nobody is answered in time', () => {
    const run = overloadRun({ seed: 3, distribution: 'lognormal', loss: 'slower calls' })
    expect(run.phases[1]?.goodput).toBeLessThan(0.05)
  })
})

describe('retry storm', () => {
  test('with a budget a dead server gets at most a quarter more', () => {
    for (const seed of [1, 2]) {
      const run = stormRun({ seed, distribution: 'lognormal', guard: 'budget' })
      expect(run.amplification).toBeLessThanOrEqual(1.25)
      expect(run.recoveredMs).toBeLessThanOrEqual(2_000)
    }
  })

  test('retries alone bring it four times the load and keep it down', () => {
    const run = stormRun({ seed: 1, distribution: 'lognormal', guard: 'nothing' })
    expect(run.amplification).toBeGreaterThan(3)
    expect(run.recoveredMs).toBe(Number.POSITIVE_INFINITY)
  })
})

test('a chart is well-formed and follows the dark scheme', () => {
  const svg = chartSvg({
    title: 'a < b',
    subtitle: '"quoted"',
    spans: [{ name: 'all', from: 0, to: 2 }],
    panels: [{ title: 'p', series: [{ name: 's', values: [1, 2], style: 'main' }] }],
  })
  expect(svg).toContain('a &lt; b')
  expect(svg).toContain('prefers-color-scheme: dark')
  expect(svg.match(/<polyline/g)?.length).toBe(1)
})
