import { expect, test } from 'vitest'
import type { BreakerAnswer } from './answers.ts'
import { BreakerRibbons } from './breaker-ribbons.ts'

const breaker = (more: Partial<BreakerAnswer>): BreakerAnswer => ({
  ...{ name: 'cards', state: 'closed', mode: 'automatic', inStateMs: 0, retryAfterMs: 0 },
  window: { kind: 'calls', calls: 0, failures: 0, slow: 0, failureRate: 0, slowRate: 0 },
  thresholds: { failureRate: 0.5, slowRate: 1, minimumCalls: 10 },
  ...{ trips: 0, rejected: 0 },
  ...more,
})

test('states are remembered with the time they began, and looks that differ by milliseconds agree', () => {
  const ribbons = new BreakerRibbons()
  const first = ribbons.view(100_000, [breaker({ inStateMs: 50_003 })])
  const second = ribbons.view(100_500, [breaker({ inStateMs: 50_499 })])
  expect(second).toEqual(first)
  const trip = {
    calls: 10,
    failures: 6,
    slow: 0,
    reason: 'failure rate',
    agoMs: 100,
    openMs: 2_000,
  }
  const [open] = ribbons.view(101_000, [
    breaker({ state: 'open', inStateMs: 100, retryAfterMs: 1_900, trips: 1, lastTrip: trip }),
  ])
  expect(open).toMatchObject({
    ...{ state: 'open', since: 101_000, retryAt: 103_000 },
    lastTrip: { at: 101_000, failures: 6 },
    ribbon: [
      { at: 50_000, state: 'closed' },
      { at: 101_000, state: 'open' },
    ],
  })
})

test('a ribbon has a bound', () => {
  const ribbons = new BreakerRibbons()
  let length = 0
  for (let n = 0; n < 1_000; n++) {
    const state = n % 2 === 0 ? 'closed' : 'open'
    const [view] = ribbons.view(n * 1_000, [breaker({ state, trips: n })])
    length = view?.ribbon.length ?? 0
  }
  expect(length).toBeLessThanOrEqual(200)
})
