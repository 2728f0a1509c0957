import { expect, test } from 'vitest'
import { reconfigure, restore, save, setMode } from '../circuit-breaker/manage.ts'
import { type BreakerOptions, circuitBreaker } from '../index.ts'
import { VirtualClock } from '../virtual-clock.ts'

// each was found by the model, and stands here by name
function breakerOn(options: Partial<BreakerOptions> = {}) {
  const clock = new VirtualClock()
  const breaker = circuitBreaker(
    { name: 'b', window: { calls: 10 }, minimumCalls: 4, openMs: 1000, openJitter: 0, ...options },
    { clock },
  )
  const call = (end: 'success' | 'failure' | 'slow' | 'ignored', times = 1) => {
    for (let i = 0; i < times; i++) breaker.acquire()[end]()
  }
  return { clock, breaker, call }
}

test('a step of the ramp that becomes smaller than the probes it has had is judged, not stuck', async () => {
  const { clock, breaker, call } = breakerOn({ ramp: [4], failureRate: 0.5 })
  call('failure', 4)
  await clock.advance(1000)
  call('success', 2)
  reconfigure(breaker, { ramp: [2] })
  expect(breaker.snapshot().state).toBe('closed')
})

test('what is due when options change has happened under the old ones', async () => {
  const { clock, breaker, call } = breakerOn({ probeMaxMs: 300, ramp: [1] })
  call('failure', 4)
  await clock.advance(1000)
  breaker.acquire()
  await clock.advance(400)
  reconfigure(breaker, { probeMaxMs: 5000 })
  expect(breaker.snapshot()).toMatchObject({ state: 'open', lastTrip: { reason: 'probe hung' } })
})

test('a breaker that has been in use restores calls with their ages', async () => {
  const window = { ms: 1000, buckets: 10 }
  const { clock, breaker, call } = breakerOn({ window })
  call('failure', 2)
  await clock.advance(600)
  call('success')
  restore(breaker, save(breaker))
  await clock.advance(500)
  expect(breaker.snapshot().window).toMatchObject({ calls: 1, failures: 0 })
})

test('calls in a row are still in a row when restored, whatever was wrong with each', () => {
  const breaker = circuitBreaker(
    { name: 'b', window: { inARow: 3 } },
    { clock: new VirtualClock() },
  )
  breaker.acquire().failure()
  breaker.acquire().slow()
  restore(breaker, save(breaker))
  expect(breaker.snapshot().window).toMatchObject({ calls: 2, failures: 1, slow: 1 })
  breaker.acquire().failure()
  expect(breaker.snapshot().state).toBe('open')
})

test('an opening by hand has the figures of that moment', async () => {
  const { clock, breaker, call } = breakerOn({ window: { ms: 1000 } })
  call('failure', 3)
  await clock.advance(5000)
  setMode(breaker, 'forced open')
  expect(breaker.snapshot().lastTrip).toMatchObject({ reason: 'forced', calls: 0, failures: 0 })
})

function steppedOn(options: Partial<BreakerOptions> = {}, random = () => 0.5) {
  let now = 1_000_000
  const clock = { now: () => now, after: () => ({ cancel() {} }) }
  const breaker = circuitBreaker(
    { name: 'b', window: { calls: 2 }, openMs: 1000, openJitter: 0.2, ramp: [1], ...options },
    { clock, random },
  )
  return { breaker, pass: (ms: number) => (now += ms) }
}

test.each([Number.NaN, -5, Number.POSITIVE_INFINITY, 1e12])(
  'a call said to have taken %d ms opens a circuit that closes again',
  (ms) => {
    const { breaker, pass } = steppedOn({ window: { ms: 1000 }, minimumCalls: 2 })
    breaker.acquire().record('failure', ms)
    breaker.acquire().record('failure', ms)
    expect(breaker.snapshot()).toMatchObject({ state: 'open', inStateMs: 0, retryAfterMs: 1000 })
    pass(1000)
    breaker.acquire().success()
    expect(breaker.snapshot().state).toBe('closed')
    breaker.acquire().failure()
    pass(1000)
    expect(breaker.snapshot().window.calls).toBe(0)
  },
)

test.each([Number.NaN, -1, 1, 1.5])('chance that is %d opens for the usual wait', (chance) => {
  const { breaker } = steppedOn({}, () => chance)
  breaker.acquire().failure()
  breaker.acquire().failure()
  expect(breaker.retryAfterMs()).toBe(1000)
})

test('a clock set back while a probe is out does not give it longer', () => {
  const { breaker, pass } = steppedOn({ probeMaxMs: 300 })
  breaker.acquire().failure()
  breaker.acquire().failure()
  pass(1000)
  const long = 3_600_000
  breaker.snapshot()
  pass(long)
  breaker.acquire()
  pass(-long)
  breaker.tryAcquire()
  pass(300)
  expect(breaker.snapshot()).toMatchObject({ state: 'open', lastTrip: { reason: 'probe hung' } })
})

test('what is saved after a clock was set back can be restored', () => {
  const { breaker, pass } = steppedOn()
  breaker.acquire().failure()
  breaker.acquire().failure()
  pass(1000)
  breaker.acquire().success()
  pass(-5000)
  expect(breaker.snapshot()).toMatchObject({ inStateMs: 0, lastTrip: { agoMs: 0 } })
  restore(breaker, save(breaker))
  expect(breaker.snapshot().state).toBe('closed')
})
