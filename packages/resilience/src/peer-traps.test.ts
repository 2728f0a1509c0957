import { describe, expect, test } from 'vitest'
import {
  type BreakerOptions,
  circuitBreaker,
  constant,
  pipeline,
  retry,
  timeout,
  VirtualClock,
} from './index.ts'

// Defects reproduced in the two libraries most used for this; each is a test for ever.

const boom = () => Promise.reject(new Error('boom'))
const forever = () => new Promise<never>(() => {})

function breakerOn(options: Partial<BreakerOptions>) {
  const clock = new VirtualClock()
  const breaker = circuitBreaker({ name: 'b', openJitter: 0, openMs: 1000, ...options }, { clock })
  return { clock, breaker, given: { clock } }
}
const half = async (options: Partial<BreakerOptions> = {}) => {
  const on = breakerOn({ window: { calls: 10 }, minimumCalls: 2, ...options })
  const early = on.breaker.acquire()
  on.breaker.acquire().failure()
  on.breaker.acquire().failure()
  await on.clock.advance(1000)
  return { ...on, early }
}

describe('windows', () => {
  test('failures from before a silence are forgotten, however long it was', async () => {
    const { clock, breaker } = breakerOn({ window: { ms: 500 }, minimumCalls: 5 })
    for (let i = 0; i < 4; i++) breaker.acquire().failure()
    await clock.advance(3000)
    breaker.acquire().failure()
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', window: { failures: 1 } })
  })

  test('figures are right after a stall with no call and no timer between', async () => {
    const { clock, breaker } = breakerOn({ window: { ms: 500 }, minimumCalls: 1000 })
    for (let i = 0; i < 20; i++) breaker.acquire().failure()
    await clock.advance(1500)
    expect(clock.timers).toBe(0)
    expect(breaker.snapshot().window.failures).toBe(0)
  })

  test('calls still running do not dilute the failures', () => {
    const { breaker } = breakerOn({ minimumCalls: 10 })
    for (let i = 0; i < 30; i++) breaker.acquire()
    for (let i = 0; i < 10; i++) breaker.acquire().failure()
    expect(breaker.snapshot().state).toBe('open')
  })

  test('one failure after a recovery does not open again', async () => {
    const { breaker } = await half({ ramp: [1] })
    breaker.acquire().success()
    breaker.acquire().failure()
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', window: { calls: 1 } })
  })
})

describe('half-open', () => {
  test('a failure from before the trip does not fail the probe', async () => {
    const { breaker, early } = await half()
    breaker.acquire()
    early.failure()
    expect(breaker.snapshot()).toMatchObject({ state: 'half-open', probes: { failures: 0 } })
  })

  test('a success from before the trip does not close the circuit', async () => {
    const { breaker, early } = await half({ ramp: [1] })
    breaker.acquire()
    early.success()
    expect(breaker.snapshot()).toMatchObject({ state: 'half-open', late: 1 })
  })

  test('behind a hung probe every caller is refused at once, and it is not for ever', async () => {
    const { clock, breaker } = await half({ probeMaxMs: 2000 })
    breaker.run(forever).catch(() => {})
    const refused = await Promise.allSettled(
      Array.from({ length: 1000 }, () => breaker.run(() => 1)),
    )
    expect(refused.every((one) => one.status === 'rejected')).toBe(true)
    await clock.advance(4000)
    expect(await breaker.run(() => 1)).toBe(1)
  })

  test('an ignored error does not close the circuit, and gives its place back', async () => {
    const { breaker } = await half({ ramp: [1], classify: () => 'ignored' })
    await breaker.run(boom).catch(() => {})
    expect(breaker.snapshot()).toMatchObject({
      state: 'half-open',
      retryAfterMs: 0,
      probes: { done: 0, pending: 0 },
    })
  })
})

test("another policy's refusals over a healthy callee do not open the circuit", async () => {
  const { breaker: inner, given } = breakerOn({ name: 'inner' })
  const outer = circuitBreaker({ name: 'outer', minimumCalls: 1 }, given)
  inner.setMode('forced open')
  for (let i = 0; i < 10; i++) await outer.run(() => inner.run(() => 1)).catch(() => {})
  expect(outer.snapshot()).toMatchObject({ state: 'closed', window: { calls: 0 } })
})

test('the calendar is nowhere looked at: a clock set back an hour changes nothing', async () => {
  const { clock, breaker } = breakerOn({ minimumCalls: 1 })
  const real = Date.now
  try {
    Date.now = () => real() - 3_600_000
    breaker.acquire().failure()
    await clock.advance(1000)
    expect(breaker.retryAfterMs()).toBe(0)
  } finally {
    Date.now = real
  }
})

describe('retry', () => {
  test('an abort during the wait ends it at once and calls no more', async () => {
    const clock = new VirtualClock()
    const owner = new AbortController()
    let calls = 0
    let settledAt = -1
    const work = () => {
      calls++
      return boom()
    }
    const run = pipeline('r', [retry({ maxRetries: 3, backoff: constant(400) })], { clock })
      .run(work, { signal: owner.signal })
      .catch((error) => {
        settledAt = clock.now()
        return error
      })
    await clock.advance(50)
    owner.abort()
    await clock.advance(1000)
    expect(await run).toMatchObject({ code: 'WT_ABORTED' })
    expect({ calls, settledAt, timers: clock.timers }).toEqual({
      calls: 1,
      settledAt: 50,
      timers: 0,
    })
  })

  test('the number given is that of retries: 3 are 4 calls', async () => {
    const clock = new VirtualClock()
    let calls = 0
    const work = () => {
      calls++
      return boom()
    }
    const run = pipeline('r', [retry({ maxRetries: 3, backoff: constant(1) })], { clock }).run(work)
    const ended = expect(run).rejects.toThrow('boom')
    await clock.advance(10)
    await ended
    expect(calls).toBe(4)
  })
})

test('a caller who gives up is not a timeout, and no failure of the callee', async () => {
  const { clock, breaker } = breakerOn({ minimumCalls: 1 })
  const owner = new AbortController()
  const run = pipeline('p', [breaker, timeout(100)], { clock })
    .run(forever, { signal: owner.signal })
    .catch((error) => error)
  await clock.advance(10)
  owner.abort(new Error('left'))
  expect(await run).toMatchObject({ code: 'WT_ABORTED', cause: { message: 'left' } })
  expect(breaker.snapshot()).toMatchObject({ state: 'closed', window: { calls: 0 } })
})

test('the signal is not fired after a success', async () => {
  const clock = new VirtualClock()
  let signal: AbortSignal | undefined
  await pipeline('t', [timeout(100)], { clock }).run((attempt) => {
    signal = attempt.signal
  })
  await clock.advance(1000)
  expect(signal?.aborted).toBe(false)
})
