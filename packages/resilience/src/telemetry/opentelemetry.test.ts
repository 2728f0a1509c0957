import { bulkhead, circuitBreaker, fallback, pipeline } from '@watertight/resilience'
import { adaptiveLimit } from '@watertight/resilience/adaptive-limit'
import { cache } from '@watertight/resilience/cache'
import { hedge } from '@watertight/resilience/hedge'
import { setMode } from '@watertight/resilience/manage'
import { rateLimiter } from '@watertight/resilience/rate-limiter'
import { registry } from '@watertight/resilience/registry'
import { retryBudget } from '@watertight/resilience/retry-budget'
import { throttle } from '@watertight/resilience/throttle'
import { VirtualClock } from '@watertight/resilience/virtual-clock'
import { expect, test } from 'vitest'
import {
  type InstrumentOptions,
  type MeterLike,
  observeMetrics,
  type ResultLike,
} from './opentelemetry.ts'

interface Made extends InstrumentOptions {
  readonly name: string
  readonly kind: 'gauge' | 'counter'
}

/** A meter that collects when told. */
function meterOf() {
  const made: Made[] = []
  const callbacks = new Set<(result: ResultLike<Made>) => void>()
  const create = (kind: Made['kind']) => (name: string, options: InstrumentOptions) => {
    const instrument = { name, kind, ...options }
    made.push(instrument)
    return instrument
  }
  const meter: MeterLike<Made> = {
    createObservableGauge: create('gauge'),
    createObservableCounter: create('counter'),
    addBatchObservableCallback: (callback) => void callbacks.add(callback),
    removeBatchObservableCallback: (callback) => void callbacks.delete(callback),
  }
  const collect = () => {
    const found: Record<string, number> = {}
    const observe: ResultLike<Made>['observe'] = ({ name }, value, attributes) => {
      const key = `${name.replace('watertight.resilience.', '')} ${Object.values(attributes).join(' ')}`
      expect(found).not.toHaveProperty([key])
      found[key] = value
    }
    for (const callback of callbacks) callback({ observe })
    return found
  }
  return { meter, made, collect }
}

const given = { clock: new VirtualClock(), random: () => 0.5 }

test('a pipeline is observed with its policies, and what two pipelines share once', async () => {
  const cards = circuitBreaker({ name: 'cards' }, given)
  const pay = pipeline('pay', [fallback({ name: 'less', value: 0 }), cards], given)
  const { meter, collect } = meterOf()
  observeMetrics(meter, [pay, pipeline('look', [cards], given)])
  await pay.run(() => Promise.reject(new Error('down')))
  setMode(cards, 'forced open')
  await pay.run(() => 1)
  expect(collect()).toMatchObject({
    'pipeline.runs pay': 2,
    'pipeline.runs look': 0,
    'pipeline.attempts pay failure': 1,
    'pipeline.attempts pay refused': 1,
    'circuit_breaker.state cards closed': 0,
    'circuit_breaker.state cards open': 1,
    'circuit_breaker.failure_rate cards': 1,
    'circuit_breaker.rejections cards': 1,
    'circuit_breaker.trips cards': 1,
    'fallback.used less': 2,
  })
})

test('every policy gives every one of its figures; a delay that is not known yet is left out', () => {
  const { meter, made, collect } = meterOf()
  const name = 'x'
  observeMetrics(meter, [
    circuitBreaker({ name }, given),
    bulkhead({ name }, given),
    adaptiveLimit({ name }, given),
    rateLimiter({ name, limit: 5 }, given),
    throttle({ name }, given),
    retryBudget({ name }, given),
    hedge({ name }, given),
    fallback({ name, value: 0 }),
    cache({ name, key: () => name, ttlMs: 1 }, given),
    pipeline(name, [], given),
  ])
  const collected = new Set(Object.keys(collect()).map((key) => key.split(' ')[0]))
  const all = made.map((instrument) => instrument.name.replace('watertight.resilience.', ''))
  expect(all.filter((metric) => !collected.has(metric))).toEqual(['hedge.delay'])
  expect(collect()).toMatchObject({ 'rate_limiter.available x': 5, 'retry_budget.balance x': 100 })
})

test('a function is asked at each collection, and nothing is observed after the stop', () => {
  const breakers = registry((host) => circuitBreaker({ name: host }, given))
  const { meter, collect } = meterOf()
  const stop = observeMetrics(meter, () => breakers.entries().map(([, breaker]) => breaker))
  expect(collect()).toEqual({})
  breakers.get('cards.example')
  expect(collect()).toMatchObject({ 'circuit_breaker.state cards.example closed': 1 })
  stop()
  expect(collect()).toEqual({})
})
