import { expect, test } from 'vitest'
import { type BreakerOptions, circuitBreaker, VirtualClock } from '../index.ts'

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
  breaker.reconfigure({ ramp: [2] })
  expect(breaker.snapshot().state).toBe('closed')
})

test('what is due when options change has happened under the old ones', async () => {
  const { clock, breaker, call } = breakerOn({ probeMaxMs: 300, ramp: [1] })
  call('failure', 4)
  await clock.advance(1000)
  breaker.acquire()
  await clock.advance(400)
  breaker.reconfigure({ probeMaxMs: 5000 })
  expect(breaker.snapshot()).toMatchObject({ state: 'open', lastTrip: { reason: 'probe hung' } })
})

test('a breaker that has been in use restores calls with their ages', async () => {
  const window = { ms: 1000, buckets: 10 }
  const { clock, breaker, call } = breakerOn({ window })
  call('failure', 2)
  await clock.advance(600)
  call('success')
  breaker.restore(breaker.save())
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
  breaker.restore(breaker.save())
  expect(breaker.snapshot().window).toMatchObject({ calls: 2, failures: 1, slow: 1 })
  breaker.acquire().failure()
  expect(breaker.snapshot().state).toBe('open')
})

test('an opening by hand has the figures of that moment', async () => {
  const { clock, breaker, call } = breakerOn({ window: { ms: 1000 } })
  call('failure', 3)
  await clock.advance(5000)
  breaker.setMode('forced open')
  expect(breaker.snapshot().lastTrip).toMatchObject({ reason: 'forced', calls: 0, failures: 0 })
})
