import { expect, test } from 'vitest'
import type { BreakerState } from '../gateway/live-state.ts'
import { evidenceOf, failureRate } from './evidence.ts'

const breaker = (of: Partial<BreakerState>): BreakerState => ({
  state: 'closed',
  window: { calls: 20, failures: 5, slow: 1, failureRate: 0.25, slowRate: 0.05 },
  thresholds: { failureRate: 0.5, slowRate: 0.5, minimumCalls: 10 },
  probes: null,
  retryAfterMs: 0,
  trips: 1,
  rejected: 0,
  lastTrip: { reason: 'failure rate', calls: 14, failures: 7, slow: 0 },
  ...of,
})

test('a closed breaker is judged by its latest calls', () => {
  const evidence = evidenceOf(breaker({}))
  expect(evidence).toMatchObject({ title: 'latest calls', judged: { calls: 20 }, places: 10 })
  expect(failureRate(evidence)).toBe(0.25)
})

test('an open breaker shows the calls that opened it', () => {
  const evidence = evidenceOf(breaker({ state: 'open' }))
  expect(evidence.judged).toMatchObject({ calls: 14, failures: 7 })
  expect(failureRate(evidence)).toBe(0.5)
})

test('a half-open breaker is judged by its probes', () => {
  const probes = { step: 1, steps: 3, permits: 2, done: 0, failures: 0, slow: 0 }
  const evidence = evidenceOf(breaker({ state: 'half-open', probes }))
  expect(evidence).toMatchObject({ title: 'probes', judged: { calls: 0 }, places: 2 })
  expect(failureRate(evidence)).toBe(0)
})
