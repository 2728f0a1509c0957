import { describe, expect, test } from 'vitest'
import { restore, save } from './circuit-breaker/manage.ts'
import {
  type BreakerOptions,
  bulkhead,
  type CircuitBreaker,
  circuitBreaker,
  constant,
  pipeline,
  retry,
  timeout,
} from './index.ts'
import { VirtualClock } from './virtual-clock.ts'

// Fifteen defects reproduced in the libraries most used for this, by number; each is a test for ever.

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
  test('1: failures from before a silence are forgotten, however long it was', async () => {
    const { clock, breaker } = breakerOn({ window: { ms: 500 }, minimumCalls: 5 })
    for (let i = 0; i < 4; i++) breaker.acquire().failure()
    await clock.advance(3000)
    breaker.acquire().failure()
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', window: { failures: 1 } })
  })

  test('14: figures are right after a stall with no call and no timer between', async () => {
    const { clock, breaker } = breakerOn({ window: { ms: 500 }, minimumCalls: 1000 })
    for (let i = 0; i < 20; i++) breaker.acquire().failure()
    await clock.advance(1500)
    expect(clock.timers).toBe(0)
    expect(breaker.snapshot().window.failures).toBe(0)
  })

  test('13: calls still running do not dilute the failures', () => {
    const { breaker } = breakerOn({ minimumCalls: 10 })
    for (let i = 0; i < 30; i++) breaker.acquire()
    for (let i = 0; i < 10; i++) breaker.acquire().failure()
    expect(breaker.snapshot().state).toBe('open')
  })

  test('12: one failure after a recovery does not open again', async () => {
    const { breaker } = await half({ ramp: [1] })
    breaker.acquire().success()
    breaker.acquire().failure()
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', window: { calls: 1 } })
  })
})

describe('half-open', () => {
  test('4: a failure from before the trip does not fail the probe', async () => {
    const { breaker, early } = await half()
    breaker.acquire()
    early.failure()
    expect(breaker.snapshot()).toMatchObject({ state: 'half-open', probes: { failures: 0 } })
  })

  test('11: a success from before the trip does not close the circuit', async () => {
    const { breaker, early } = await half({ ramp: [1] })
    breaker.acquire()
    early.success()
    expect(breaker.snapshot()).toMatchObject({ state: 'half-open', late: 1 })
  })

  test('5: behind a hung probe every caller is refused at once, and it is not for ever', async () => {
    const { clock, breaker } = await half({ probeMaxMs: 2000 })
    breaker.run(forever).catch(() => {})
    const refused = await Promise.allSettled(
      Array.from({ length: 1000 }, () => breaker.run(() => 1)),
    )
    expect(refused.every((one) => one.status === 'rejected')).toBe(true)
    await clock.advance(4000)
    expect(await breaker.run(() => 1)).toBe(1)
  })

  test('10: an ignored error does not close the circuit, and gives its place back', async () => {
    const { breaker } = await half({ ramp: [1], classify: () => 'ignored' })
    await breaker.run(boom).catch(() => {})
    expect(breaker.snapshot()).toMatchObject({
      state: 'half-open',
      retryAfterMs: 0,
      probes: { done: 0, pending: 0 },
    })
  })
})

test('9: refusals by a full bulkhead over a healthy callee do not open the circuit', async () => {
  const { clock, breaker } = breakerOn({ minimumCalls: 1 })
  const full = bulkhead({ name: 'full', maxConcurrent: 1, maxQueue: 0 }, { clock })
  const guarded = pipeline('p', [breaker, full], { clock })
  guarded.run(forever).catch(() => {})
  for (let i = 0; i < 10; i++)
    expect(await guarded.tryRun(() => 1)).toMatchObject({ error: { code: 'WT_BULKHEAD_FULL' } })
  for (let i = 0; i < 10; i++) await breaker.run(() => full.run(() => 1)).catch(() => {})
  expect(breaker.snapshot()).toMatchObject({ state: 'closed', ignored: 20, window: { calls: 0 } })
})

test('2: a place that becomes free goes to who waits, however soon a newcomer comes', async () => {
  const clock = new VirtualClock()
  const one = bulkhead({ name: 'one', maxConcurrent: 1, maxQueue: 1 }, { clock })
  const order: string[] = []
  let free = () => {}
  const first = one.run(() => new Promise<void>((resolve) => (free = resolve)))
  const queued = one.run(async () => void order.push('queued'))
  free()
  const newcomers: Promise<unknown>[] = []
  for (let tick = 0; tick < 20; tick++) {
    newcomers.push(one.run(async () => void order.push('newcomer')).catch(() => {}))
    await null
  }
  await Promise.all([first, queued, ...newcomers])
  expect(order[0]).toBe('queued')
})

test('8: a failing call looks at one place of the window, whatever it holds', () => {
  const touched = [100, 100_000].map((size) => {
    const real = Array.prototype.fill
    let reads = 0
    // the window's ring, counting who looks at it
    Array.prototype.fill = function (value: unknown) {
      const filled = real.call(this, value)
      return new Proxy(filled, {
        get(ring, key) {
          reads++
          return Reflect.get(ring, key)
        },
      })
    }
    let breaker: CircuitBreaker
    try {
      const options = { window: { calls: size }, failureRate: 1, minimumCalls: size }
      breaker = breakerOn(options).breaker
    } finally {
      Array.prototype.fill = real
    }
    for (let i = 0; i < size; i++) breaker.acquire().success()
    reads = 0
    breaker.acquire().failure()
    const ofCall = reads
    expect(breaker.snapshot().window).toMatchObject({ calls: size, failures: 1 })
    return ofCall
  })
  expect(touched).toEqual([1, 1])
})

test('15: a restored breaker waits for what was left of its wait, and no hung probe holds it for ever', async () => {
  const { clock, breaker } = breakerOn({ minimumCalls: 1, probeMaxMs: 500 })
  await clock.advance(7_000)
  breaker.acquire().failure()
  await clock.advance(300)
  const saved = JSON.parse(JSON.stringify(save(breaker)))
  const next = breakerOn({ minimumCalls: 1, probeMaxMs: 500 })
  restore(next.breaker, saved)
  expect(next.breaker.retryAfterMs()).toBe(700)
  await next.clock.advance(700)
  next.breaker.run(forever).catch(() => {})
  await next.clock.advance(500)
  await next.clock.advance(next.breaker.retryAfterMs())
  expect(next.breaker.tryAcquire()).toBeDefined()
})

test('6: the calendar is nowhere looked at: a clock set back an hour changes nothing', async () => {
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
  test('3: an abort during the wait ends it at once and calls no more', async () => {
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

  test('7: the number given is that of retries: 3 are 4 calls', async () => {
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

test('7: a caller who gives up is not a timeout, and no failure of the callee', async () => {
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
