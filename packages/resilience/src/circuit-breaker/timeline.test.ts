import { expect, test } from 'vitest'
import { circuitBreaker } from '../index.ts'
import { VirtualClock } from '../virtual-clock.ts'

// the table of the README in code alone: the mutants run it where no page can be read
test('the timeline of the README', async () => {
  const clock = new VirtualClock()
  const breaker = circuitBreaker(
    {
      name: 'cards',
      window: { calls: 10 },
      minimumCalls: 5,
      openMs: 1000,
      openJitter: 0,
      ramp: [1, 2],
    },
    { clock },
  )
  const at = (ms: number) => clock.advance(ms - clock.now())
  const seen = () => {
    const { state, window, retryAfterMs } = breaker.snapshot()
    return `${state} ${window.failures}/${window.calls} ${retryAfterMs}`
  }

  for (let i = 0; i < 3; i++) breaker.acquire().success()
  expect(seen()).toBe('closed 0/3 0')

  await at(100)
  breaker.acquire().failure()
  breaker.acquire().failure()
  expect(seen()).toBe('closed 2/5 0')

  await at(200)
  breaker.acquire().failure()
  expect(seen()).toBe('open 3/6 1000')

  await at(1100)
  expect(breaker.tryAcquire()).toBeUndefined()
  expect(seen()).toBe('open 3/6 100')

  await at(1200)
  const probe = breaker.acquire()
  expect(breaker.tryAcquire()).toBeUndefined()

  await at(1300)
  probe.failure()
  expect(seen()).toBe('open 3/6 2000')

  await at(3300)
  breaker.acquire().success()
  expect(breaker.snapshot().probes).toMatchObject({ step: 2, permits: 2 })

  await at(3400)
  breaker.acquire().success()
  expect(breaker.snapshot().state).toBe('half-open')
  breaker.acquire().success()
  expect(seen()).toBe('closed 0/0 0')

  await at(3500)
  breaker.acquire().failure()
  expect(seen()).toBe('closed 1/1 0')
})
