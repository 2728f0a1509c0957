import { describe, expect, test } from 'vitest'
import { adaptiveLimit, gradient } from '../adaptive-limit/index.ts'
import { cache } from '../cache/index.ts'
import { restore, save } from '../circuit-breaker/manage.ts'
import { hedge } from '../hedge/index.ts'
import { bulkhead, circuitBreaker, constant, pipeline, retry } from '../index.ts'
import { rateLimiter } from '../rate-limiter/index.ts'
import { retryBudget } from '../retry-budget/index.ts'
import { throttle } from '../throttle/index.ts'
import { VirtualClock } from '../virtual-clock.ts'

const hour = 3_600_000
const never = () => new Promise<never>(() => {})

describe('after an hour in which nobody called, figures are those of now', () => {
  test('circuit breaker: an empty window, probes that may go', async () => {
    const clock = new VirtualClock()
    const breaker = circuitBreaker({ name: 'b', minimumCalls: 2, openJitter: 0 }, { clock })
    breaker.acquire().success()
    await clock.advance(hour)
    expect(breaker.snapshot()).toMatchObject({
      window: { calls: 0, failureRate: 0 },
      successes: 1,
    })
    for (let i = 0; i < 2; i++) breaker.acquire().failure()
    await clock.advance(hour)
    expect(breaker.snapshot()).toMatchObject({
      state: 'half-open',
      inStateMs: hour - 5_000,
      retryAfterMs: 0,
      window: { calls: 0 },
      trips: 1,
      lastTrip: { agoMs: hour },
    })
  })

  test('circuit breaker: an opening that no call has come upon yet is counted, explained and saved', async () => {
    const clock = new VirtualClock()
    const make = () =>
      circuitBreaker({ name: 'b', minimumCalls: 2, slowAfterMs: 100, openJitter: 0 }, { clock })
    const breaker = make()
    for (let i = 0; i < 2; i++) breaker.acquire()
    await clock.advance(hour)
    const seen = { state: 'open', trips: 1, lastTrip: { reason: 'slow rate', slow: 2 } }
    expect(breaker.snapshot()).toMatchObject(seen)
    expect(breaker.snapshot()).toMatchObject(seen)
    const other = make()
    restore(other, save(breaker))
    expect(other.snapshot()).toMatchObject({ state: 'open' })
    expect(breaker.tryAcquire()).toBeUndefined()
    expect(breaker.snapshot()).toMatchObject({ ...seen, trips: 1 })
  })

  test('circuit breaker: a probe that hung has opened it, waited, and lets the next one in', async () => {
    const clock = new VirtualClock()
    const breaker = circuitBreaker({ name: 'b', minimumCalls: 1, openJitter: 0 }, { clock })
    breaker.acquire().failure()
    await clock.advance(5_000)
    breaker.acquire()
    await clock.advance(hour)
    expect(breaker.snapshot()).toMatchObject({
      state: 'half-open',
      trips: 2,
      lastTrip: { reason: 'probe hung', agoMs: hour - 10_000 },
      probes: { pending: 0 },
    })
  })

  test('retry budget: the reserve and no more', async () => {
    const clock = new VirtualClock()
    const budget = retryBudget({ name: 'r', ratio: 1, perSecond: 1 }, { clock })
    for (let i = 0; i < 50; i++) {
      budget.deposit()
      budget.endCall()
    }
    for (let i = 0; i < 3; i++) budget.tryWithdraw()
    for (let i = 0; i < 3; i++) budget.endExtra()
    expect(budget.snapshot()).toMatchObject({ balance: 57 })
    await clock.advance(hour)
    expect(budget.snapshot()).toMatchObject({ balance: 10, calls: 0, extras: 0, granted: 3 })
  })

  test('bulkhead: who waited too long is gone from the line', async () => {
    const clock = new VirtualClock()
    const places = bulkhead({ name: 'p', maxConcurrent: 1, maxQueue: 2 }, { clock })
    const held = places.tryAcquire()
    const refused = places.run(never).catch(({ code }) => code)
    expect(places.snapshot()).toMatchObject({ running: 1, waiting: 1 })
    await clock.advance(hour)
    expect(await refused).toBe('WT_BULKHEAD_FULL')
    expect(places.snapshot()).toMatchObject({ running: 1, waiting: 0, rejected: 1 })
    held?.record('success', 1)
    expect(places.snapshot()).toMatchObject({ running: 0 })
  })

  test('adaptive limit: a measurement that no traffic ended is over', async () => {
    const clock = new VirtualClock()
    const limit = adaptiveLimit(
      { name: 'l', limit: gradient({ initial: 50, measureEveryMs: 100, windowCalls: 1 }) },
      { clock },
    )
    const learnt = () => limit.snapshot().learnt as { isMeasuring: boolean; limit: number }
    while (!learnt().isMeasuring) {
      const permits = Array.from({ length: 40 }, () => limit.tryAcquire())
      await clock.advance(50)
      for (const permit of permits) permit?.record('success', 50)
    }
    expect(limit.snapshot().limit).toBeLessThan(Math.floor(learnt().limit))
    await clock.advance(hour)
    expect(limit.snapshot()).toMatchObject({ inFlight: 0, limit: Math.floor(learnt().limit) })
    expect(learnt().isMeasuring).toBe(false)
  })

  test('rate limiter: the whole burst', async () => {
    const clock = new VirtualClock()
    const rate = rateLimiter({ name: 'r', limit: 5 }, { clock })
    for (let i = 0; i < 5; i++) rate.tryAcquire()
    expect(rate.snapshot()).toMatchObject({ available: 0, waitMs: 200 })
    await clock.advance(hour)
    expect(rate.snapshot()).toMatchObject({ available: 5, waitMs: 0, admitted: 5 })
  })

  test('throttle: nothing asked, nothing refused', async () => {
    const clock = new VirtualClock()
    const share = throttle({ name: 't' }, { clock, random: () => 0.99 })
    for (let i = 0; i < 30; i++) share.tryAcquire()?.record('failure', 1)
    expect(share.snapshot()).toMatchObject({ requests: 30, refusal: 0.9 })
    await clock.advance(hour)
    expect(share.snapshot()).toMatchObject({ requests: 0, accepts: 0, refusal: 0 })
  })

  test('hedge and cache: counters stay, nothing is on its way', async () => {
    const clock = new VirtualClock()
    const twice = hedge({ name: 'h', delay: { ms: 10 } }, { clock })
    const kept = cache({ name: 'c', key: () => 'k', ttlMs: 10 }, { clock })
    const answer = twice.run(() => new Promise((resolve) => clock.after(15, () => resolve('a'))))
    await kept.run(async () => 'a')
    await clock.advance(hour)
    expect(await answer).toBe('a')
    expect(twice.snapshot()).toEqual({ name: 'h', calls: 1, hedges: 1, won: 0, delayMs: 10 })
    expect(kept.snapshot()).toMatchObject({ entries: 1, flights: 0, misses: 1 })
  })
})

test('a listener is told of a retry only when the budget pays for it', async () => {
  const clock = new VirtualClock()
  const budget = retryBudget({ name: 'b', perSecond: 0.1, ratio: 0 }, { clock })
  const ask = pipeline('ask', [retry({ maxRetries: 9, budget, backoff: constant(5) })], { clock })
  const heard: (number | undefined)[] = []
  ask.onAttempt(({ retryInMs }) => heard.push(retryInMs))
  const run = ask.tryRun(() => Promise.reject(new Error('down')))
  await clock.advance(100)
  expect(await run).toMatchObject({ ok: false })
  expect(heard).toEqual([5, undefined])
  expect(ask.snapshot()).toMatchObject({ attempts: 2, retries: 1, unpaid: 1 })
})
