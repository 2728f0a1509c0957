import { describe, expect, test } from 'vitest'
import { type BreakerOptions, circuitBreaker } from '../index.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { modes, reconfigure, restore, save, setMode } from './manage.ts'

function breakerOn(options: Partial<BreakerOptions> = {}) {
  const clock = new VirtualClock()
  const reported: unknown[] = []
  const breaker = circuitBreaker(
    { name: 'b', window: { calls: 10 }, minimumCalls: 4, openMs: 1000, openJitter: 0, ...options },
    { clock, report: (error) => reported.push(error) },
  )
  const call = (end: 'success' | 'failure' | 'slow' | 'ignored', times = 1) => {
    for (let i = 0; i < times; i++) breaker.acquire()[end]()
  }
  const state = () => breaker.snapshot().state
  return { clock, breaker, call, state, reported }
}

describe('in a row', () => {
  const inARow = (options: Partial<BreakerOptions> = {}) => {
    const clock = new VirtualClock()
    const breaker = circuitBreaker(
      { name: 'b', window: { inARow: 3 }, ...options },
      { clock, random: () => 0.5 },
    )
    return { clock, breaker }
  }

  test('opens after so many that failed or were slow, and one good call starts over', () => {
    const { breaker } = inARow()
    breaker.acquire().failure()
    breaker.acquire().slow()
    breaker.acquire().success()
    breaker.acquire().failure()
    breaker.acquire().failure()
    expect(breaker.snapshot()).toMatchObject({
      state: 'closed',
      window: { kind: 'in a row', calls: 2 },
    })
    breaker.acquire().slow()
    expect(breaker.snapshot()).toMatchObject({
      state: 'open',
      lastTrip: { reason: 'calls in a row', calls: 3, failures: 2, slow: 1 },
    })
  })

  test('a minimum of calls makes no sense with it', () => {
    expect(() => inARow({ minimumCalls: 2 })).toThrow('left out with window.inARow')
  })
})

describe('calls in flight', () => {
  test('count as slow from the moment they are, and open the circuit before they end', async () => {
    const { clock, breaker, state } = breakerOn({ slowAfterMs: 200 })
    for (let i = 0; i < 4; i++) breaker.acquire()
    await clock.advance(199)
    expect(breaker.tryAcquire()).toBeDefined()
    await clock.advance(1)
    expect(breaker.snapshot().window).toMatchObject({ calls: 4, slow: 4, overdue: 4 })
    expect(state()).toBe('open')
    expect(breaker.tryAcquire()).toBeUndefined()
    expect(breaker.snapshot()).toMatchObject({ lastTrip: { reason: 'slow rate', slow: 4 } })
  })

  test('are not counted twice when they end', async () => {
    const { clock, breaker } = breakerOn({ slowAfterMs: 200, minimumCalls: 10 })
    const [first, second] = [breaker.acquire(), breaker.acquire()]
    await clock.advance(200)
    breaker.acquire()
    expect(breaker.snapshot().window).toMatchObject({ calls: 2, slow: 2, overdue: 2 })
    second?.success()
    expect(breaker.snapshot().window).toMatchObject({ calls: 2, slow: 2, overdue: 1 })
    first?.failure()
    expect(breaker.snapshot().window).toMatchObject({ calls: 2, slow: 2, failures: 1, overdue: 0 })
  })

  test('a probe that is slow already fails its step', async () => {
    const { clock, breaker, call } = breakerOn({ slowAfterMs: 200, slowRate: 1 })
    call('failure', 4)
    await clock.advance(1000)
    breaker.acquire()
    await clock.advance(250)
    expect(breaker.snapshot()).toMatchObject({ state: 'open', inStateMs: 50 })
    expect(breaker.tryAcquire()).toBeUndefined()
    expect(breaker.snapshot().lastTrip?.reason).toBe('probes slow')
  })
})

describe('modes', () => {
  test('disabled admits everything and counts nothing', () => {
    const { breaker, call } = breakerOn({ mode: modes.disabled })
    call('failure', 20)
    expect(breaker.snapshot()).toMatchObject({ mode: 'disabled', state: 'closed', failures: 0 })
    setMode(breaker, 'automatic')
    call('failure', 4)
    expect(breaker.snapshot().state).toBe('open')
  })

  test('shadow goes through its states, refuses nothing and says what it would have refused', async () => {
    const { clock, breaker, call } = breakerOn({ mode: modes.shadow, ramp: [1] })
    call('failure', 4)
    expect(breaker.snapshot()).toMatchObject({ state: 'open', retryAfterMs: 0 })
    call('failure', 3)
    expect(breaker.snapshot()).toMatchObject({ rejected: 3, failures: 4 })
    await clock.advance(1000)
    call('success')
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', mode: 'shadow' })
  })

  test('a breaker may begin forced open', () => {
    const { breaker } = breakerOn({ mode: modes['forced open'] })
    expect(breaker.tryAcquire()).toBeUndefined()
  })

  test('a mode that does not exist changes nothing', () => {
    const { breaker } = breakerOn()
    expect(() => setMode(breaker, 'off' as never)).toThrow(
      "mode is 'off', and must be one of automatic",
    )
    expect(breaker.snapshot().mode).toBe('automatic')
  })
})

describe('the wait', () => {
  test('forgets one opening for each stretch of time closed', async () => {
    const { clock, breaker, call } = breakerOn({ ramp: [1], openDecayMs: 5000 })
    const waits: number[] = []
    const trip = async (times: number) => {
      call('failure', times)
      waits.push(breaker.retryAfterMs())
      await clock.advance(breaker.retryAfterMs())
    }
    await trip(4)
    await trip(1)
    await trip(1)
    call('success')
    await clock.advance(5000)
    await trip(4)
    call('success')
    await clock.advance(15_000)
    await trip(4)
    expect(waits).toEqual([1000, 2000, 4000, 4000, 1000])
  })

  test('a clock set back does not keep the circuit open for longer than its wait', () => {
    let now = 10_000_000
    const breaker = circuitBreaker(
      { name: 'b', window: { calls: 2 }, openMs: 1000, openJitter: 0 },
      { clock: { now: () => now, after: () => ({ cancel() {} }) } },
    )
    breaker.acquire().failure()
    breaker.acquire().failure()
    now -= 3_600_000
    expect(breaker.retryAfterMs()).toBe(1000)
    expect(breaker.tryAcquire()).toBeUndefined()
    now += 1000
    expect(breaker.tryAcquire()).toBeDefined()
  })
})

describe('saved and restored', () => {
  const again = (from: ReturnType<typeof breakerOn>, options: Partial<BreakerOptions> = {}) => {
    const next = breakerOn(options)
    restore(next.breaker, JSON.parse(JSON.stringify(save(from.breaker))))
    return next
  }

  test('a closed one keeps its window', () => {
    const before = breakerOn()
    before.call('success', 2)
    before.call('failure', 1)
    const { call, state } = again(before)
    call('failure')
    expect(state()).toBe('open')
  })

  test('a window of time keeps the ages of its calls', async () => {
    const window = { ms: 1000, buckets: 10 }
    const before = breakerOn({ window })
    before.call('failure', 2)
    await before.clock.advance(600)
    before.call('success', 1)
    const after = again(before, { window })
    expect(after.breaker.snapshot().window).toMatchObject({ calls: 3, failures: 2 })
    await after.clock.advance(500)
    expect(after.breaker.snapshot().window).toMatchObject({ calls: 1, failures: 0 })
  })

  test('an open one has its remaining wait, its openings and the reason', async () => {
    const before = breakerOn()
    before.call('failure', 4)
    await before.clock.advance(400)
    const { clock, breaker, call } = again(before)
    expect(breaker.snapshot()).toMatchObject({
      state: 'open',
      retryAfterMs: 600,
      inStateMs: 400,
      lastTrip: { reason: 'failure rate', agoMs: 400 },
    })
    await clock.advance(600)
    call('failure')
    expect(breaker.retryAfterMs()).toBe(2000)
  })

  test('time that passed between counts when it is known', () => {
    const before = breakerOn()
    before.call('failure', 4)
    const next = breakerOn()
    restore(next.breaker, save(before.breaker), 700)
    expect(next.breaker.retryAfterMs()).toBe(300)
  })

  test('a half-open one goes on at its step, with every place free', async () => {
    const before = breakerOn()
    before.call('failure', 4)
    await before.clock.advance(1000)
    before.call('success')
    before.breaker.acquire()
    const { breaker } = again(before)
    expect(breaker.snapshot().probes).toMatchObject({ step: 2, permits: 2, pending: 0, done: 0 })
  })

  test('a mode is kept, and forced open has no end', async () => {
    const before = breakerOn()
    setMode(before.breaker, 'forced open')
    const { clock, breaker } = again(before)
    await clock.advance(1_000_000)
    expect(breaker.tryAcquire()).toBeUndefined()
  })

  test('a breaker that this package has not made is refused', () => {
    const stranger = { ...breakerOn().breaker, name: 'stranger' }
    expect(() => save(stranger as never)).toThrow("breaker stranger is none of circuitBreaker's")
  })

  test('what makes no sense is refused, and nothing has changed', () => {
    const { breaker, call } = breakerOn()
    call('failure', 1)
    const good = save(breaker)
    for (const bad of [
      { ...good, version: 2 },
      { ...good, state: 'ajar' },
      { ...good, openings: -1 },
      { ...good, state: 'open' },
      { ...good, mode: 'off' },
      { ...good, window: [{ agoMs: 0, calls: 'many', failures: 0, slow: 0 }] },
      null,
    ])
      expect(() => restore(breaker, bad as never)).toThrow('WT_INVALID_OPTION')
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', window: { calls: 1 } })
  })
})

describe('reconfigured while it runs', () => {
  test('a new window begins with what the old one held', () => {
    const { breaker, call, state } = breakerOn({ minimumCalls: 8 })
    call('success', 4)
    call('failure', 3)
    reconfigure(breaker, { window: { ms: 5000 }, minimumCalls: 5 })
    expect(breaker.snapshot().window).toMatchObject({ kind: 'time', calls: 7, failures: 3 })
    call('failure')
    expect(state()).toBe('open')
  })

  test('a smaller window of calls keeps the latest', () => {
    const { breaker, call } = breakerOn()
    call('failure', 3)
    call('success', 4)
    reconfigure(breaker, { window: { calls: 5 } })
    expect(breaker.snapshot().window).toMatchObject({ size: 5, calls: 5, failures: 1 })
  })

  test('state, openings and calls that run belong to it still', async () => {
    const { clock, breaker, call } = breakerOn()
    const running = breaker.acquire()
    call('failure', 2)
    reconfigure(breaker, { slowAfterMs: 100, minimumCalls: 3, failureRate: 1 })
    running.failure()
    expect(breaker.snapshot()).toMatchObject({ state: 'open', late: 0 })
    reconfigure(breaker, { openMs: 10, ramp: [1] })
    expect(breaker.retryAfterMs()).toBe(1000)
    await clock.advance(1000)
    call('success')
    expect(breaker.snapshot().state).toBe('closed')
  })

  test('a change that makes no sense changes nothing', () => {
    const { breaker } = breakerOn()
    expect(() => reconfigure(breaker, { failureRate: 2 })).toThrow('failureRate is 2')
    expect(breaker.snapshot().thresholds.failureRate).toBe(0.5)
  })
})

describe('what is contained', () => {
  test('a listener that throws is reported, the others hear and the call goes on', () => {
    const { breaker, call, reported } = breakerOn()
    const heard: string[] = []
    breaker.onChange(() => {
      throw new Error('listener')
    })
    breaker.onChange(({ to }) => heard.push(to))
    call('failure', 4)
    expect(heard).toEqual(['open'])
    expect(reported).toEqual([new Error('listener')])
  })

  test('a classifier that throws or makes no sense is reported, and the outcome judged by what it is', async () => {
    const { breaker, reported } = breakerOn({
      classify: ({ ok }) => {
        if (ok) return 'splendid' as never
        throw new Error('classify')
      },
    })
    expect(await breaker.run(() => 1)).toBe(1)
    await expect(breaker.run(() => Promise.reject(new Error('work')))).rejects.toThrow('work')
    expect(breaker.snapshot()).toMatchObject({ successes: 1, failures: 1 })
    expect(reported).toMatchObject([
      { message: expect.stringContaining('classify returned splendid') },
      { message: 'classify' },
    ])
  })

  test('an option that is not known is refused by name', () => {
    expect(() => breakerOn({ failureThreshold: 0.5 } as never)).toThrow(
      'WT_INVALID_OPTION: breaker b: failureThreshold is 0.5, and must be left out: known are',
    )
  })
})

test('a circuit that opens in a run of calls without permits of their own waits its whole wait', async () => {
  const { clock, breaker } = breakerOn()
  await clock.advance(50_000)
  for (let i = 0; i < 4; i++)
    await breaker.run(() => Promise.reject(new Error('no'))).catch(() => {})
  expect(breaker.snapshot()).toMatchObject({ state: 'open', inStateMs: 0, retryAfterMs: 1000 })
})

describe('with a clock that ticks', () => {
  const ticking = () => {
    let now = 0
    let ticked = 0
    const stalls = new Map<number, number>()
    const clock = {
      now: () => now,
      after: () => ({ cancel() {} }),
      recent: () => ticked,
      latest: (time: number) => stalls.get(time) ?? time,
    }
    const pass = (ms: number) => (now += ms)
    const tick = () => {
      if (now - ticked > 10) stalls.set(ticked, now)
      ticked = now
    }
    return { clock, pass, tick }
  }

  test('a call that began while our own process stood still is not slow for that', () => {
    const { clock, pass, tick } = ticking()
    const breaker = circuitBreaker({ name: 'b', window: { calls: 1 }, slowAfterMs: 200 }, { clock })
    pass(500)
    const permit = breaker.acquire()
    tick()
    pass(5)
    tick()
    permit.success()
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', slow: 0 })
    const slow = breaker.acquire()
    for (let i = 0; i < 40; i++) {
      pass(5)
      tick()
    }
    slow.success()
    expect(breaker.snapshot()).toMatchObject({ state: 'open', slow: 1 })
  })
})
