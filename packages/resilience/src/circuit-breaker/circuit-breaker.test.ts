import { describe, expect, test } from 'vitest'
import { type BreakerOptions, circuitBreaker } from '../index.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { setMode } from './manage.ts'

/** A breaker on virtual time, without jitter unless asked for. */
function breakerOn(options: Partial<BreakerOptions> = {}, random = () => 0.5) {
  const clock = new VirtualClock()
  const breaker = circuitBreaker(
    { name: 'b', window: { calls: 10 }, minimumCalls: 4, openMs: 1000, openJitter: 0, ...options },
    { clock, random },
  )
  const call = (end: 'success' | 'failure' | 'slow' | 'ignored', times = 1) => {
    for (let i = 0; i < times; i++) breaker.acquire()[end]()
  }
  const state = () => breaker.snapshot().state
  return { clock, breaker, call, state }
}

describe('closed', () => {
  test('stays closed below the minimum number of calls', () => {
    const { call, state } = breakerOn()
    call('failure', 3)
    expect(state()).toBe('closed')
  })

  test('opens when the share of failures reaches the threshold', () => {
    const { call, state } = breakerOn()
    call('success', 3)
    call('failure', 2)
    expect(state()).toBe('closed')
    call('failure')
    expect(state()).toBe('open')
  })

  test('a threshold of a tenth is reached by 3 of 30, whatever the rounding', () => {
    const { call, state } = breakerOn({ window: { calls: 30 }, failureRate: 0.1, minimumCalls: 30 })
    call('success', 27)
    call('failure', 3)
    expect(state()).toBe('open')
  })

  test('never opens on a fast success', () => {
    const { call, state } = breakerOn()
    call('failure', 3)
    call('success')
    expect(state()).toBe('closed')
    call('failure')
    expect(state()).toBe('open')
  })

  test('opens on calls that answer too late', async () => {
    const { clock, breaker, call, state } = breakerOn({ slowAfterMs: 200 })
    for (let i = 0; i < 2; i++) {
      const late = breaker.acquire()
      await clock.advance(200)
      late.success()
    }
    call('success')
    expect(state()).toBe('closed')
    call('slow')
    expect(breaker.snapshot()).toMatchObject({
      state: 'open',
      lastTrip: { reason: 'slow rate', calls: 4, failures: 0, slow: 3 },
    })
  })

  test('an ignored call is not counted', () => {
    const { breaker, call } = breakerOn()
    call('ignored', 10)
    expect(breaker.snapshot().window.calls).toBe(0)
  })

  test('only the first word on a call is heard', () => {
    const { breaker } = breakerOn()
    const permit = breaker.acquire()
    permit.success()
    permit.failure()
    expect(breaker.snapshot().window).toMatchObject({ calls: 1, failures: 0 })
  })
})

describe('open', () => {
  test('refuses with the time after which to ask again, without a stack', async () => {
    const { clock, breaker, call } = breakerOn()
    call('failure', 4)
    await clock.advance(400)
    const error = await breaker.run(() => 1).catch((error) => error)
    expect(error).toMatchObject({
      code: 'WT_BREAKER_OPEN',
      facts: { name: 'b', retryAfterMs: 600 },
    })
    expect(error.stack).not.toContain('\n')
    expect(breaker.tryAcquire()).toBeUndefined()
    expect(breaker.snapshot().rejected).toBe(2)
  })

  test('each opening waits longer, up to the limit, and recovery starts over', async () => {
    const { clock, breaker, call } = breakerOn({ openMaxMs: 3000, ramp: [1], openDecayMs: 0 })
    const waits: number[] = []
    const trip = async (times: number) => {
      call('failure', times)
      waits.push(breaker.retryAfterMs())
      await clock.advance(breaker.retryAfterMs())
    }
    await trip(4)
    await trip(1)
    await trip(1)
    await trip(1)
    call('success')
    await trip(4)
    expect(waits).toEqual([1000, 2000, 3000, 3000, 1000])
  })

  test('jitter spreads the wait to either side', () => {
    const wait = (chance: number) => {
      const { breaker, call } = breakerOn({ openJitter: 0.2 }, () => chance)
      call('failure', 4)
      return breaker.retryAfterMs()
    }
    expect([wait(0), wait(0.5), wait(0.75)]).toEqual([800, 1000, 1100])
  })

  test('needs no timer, and looking at it changes nothing', async () => {
    const { clock, breaker, call, state } = breakerOn()
    const heard: string[] = []
    call('failure', 4)
    breaker.onChange(({ to }) => heard.push(to))
    await clock.advance(1000)
    expect(clock.timers).toBe(0)
    expect(state()).toBe('half-open')
    expect(heard).toEqual([])
    breaker.acquire()
    expect(heard).toEqual(['half-open'])
  })
})

describe('half-open', () => {
  const probing = async (options: Partial<BreakerOptions> = {}) => {
    const on = breakerOn(options)
    on.call('failure', 4)
    await on.clock.advance(1000)
    return on
  }

  test('admits one, then two, then four, refuses the surplus at once, and closes', async () => {
    const { breaker, state } = await probing()
    for (const size of [1, 2, 4]) {
      const probes = Array.from({ length: size }, () => breaker.acquire())
      expect(breaker.tryAcquire()).toBeUndefined()
      expect(breaker.snapshot().probes).toMatchObject({ permits: size, pending: size })
      for (const probe of probes) probe.success()
    }
    expect(state()).toBe('closed')
    expect(breaker.snapshot().window.calls).toBe(0)
  })

  test('opens as soon as enough probes of a step have failed', async () => {
    const { breaker, call, state } = await probing()
    call('success', 3)
    const probes = Array.from({ length: 4 }, () => breaker.acquire())
    probes[0]?.failure()
    expect(state()).toBe('half-open')
    probes[1]?.failure()
    expect(breaker.snapshot()).toMatchObject({
      state: 'open',
      retryAfterMs: 2000,
      lastTrip: { reason: 'probes failed', calls: 2, failures: 2 },
    })
  })

  test('goes on as soon as the probes still out cannot change the verdict', async () => {
    const { breaker, call, state } = await probing()
    call('success', 3)
    const probes = Array.from({ length: 4 }, () => breaker.acquire())
    for (const probe of probes.slice(0, 3)) probe.success()
    expect(state()).toBe('closed')
    probes[3]?.failure()
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', late: 1, window: { calls: 0 } })
  })

  test('a slow probe is a bad sign too', async () => {
    const { breaker } = await probing({ slowAfterMs: 100 })
    breaker.acquire().slow()
    expect(breaker.snapshot()).toMatchObject({ state: 'open', lastTrip: { reason: 'probes slow' } })
  })

  test('a probe that hangs opens the circuit again, and its late result is not heard', async () => {
    const { clock, breaker } = await probing({ probeMaxMs: 300 })
    const hung = breaker.acquire()
    expect(breaker.retryAfterMs()).toBe(300)
    await clock.advance(400)
    expect(breaker.snapshot()).toMatchObject({
      state: 'open',
      retryAfterMs: 1900,
      inStateMs: 100,
    })
    hung.success()
    expect(breaker.snapshot()).toMatchObject({
      state: 'open',
      late: 1,
      lastTrip: { reason: 'probe hung' },
    })
  })

  test('silence after a probe that was ignored is not a hung probe', async () => {
    const { clock, call, state } = await probing({ probeMaxMs: 300 })
    call('ignored')
    await clock.advance(10_000)
    expect(state()).toBe('half-open')
  })
})

describe('by hand', () => {
  test('forced open refuses everything, and automatic again probes first', async () => {
    const { clock, breaker, call } = breakerOn()
    setMode(breaker, 'forced open')
    await clock.advance(1_000_000)
    expect(breaker.tryAcquire()).toBeUndefined()
    expect(breaker.snapshot()).toMatchObject({
      state: 'open',
      mode: 'forced open',
      retryAfterMs: 1000,
    })
    setMode(breaker, 'automatic')
    expect(breaker.snapshot()).toMatchObject({ state: 'half-open', retryAfterMs: 0 })
    call('success', 7)
    expect(breaker.snapshot().state).toBe('closed')
  })

  test('forced closed admits everything and goes on counting', () => {
    const { breaker, call, state } = breakerOn()
    call('failure', 4)
    setMode(breaker, 'forced closed')
    call('failure', 20)
    expect(breaker.snapshot()).toMatchObject({
      state: 'closed',
      mode: 'forced closed',
      window: { failures: 10 },
    })
    setMode(breaker, 'automatic')
    expect(state()).toBe('closed')
    call('failure')
    expect(state()).toBe('open')
  })
})

test('run records what the classifier says of results and errors', async () => {
  const { breaker } = breakerOn({
    classify: (outcome) =>
      outcome.ok && (outcome.value as { status: number }).status >= 500 ? 'failure' : 'success',
  })
  await breaker.run(async () => ({ status: 503 }))
  await breaker.run(() => ({ status: 404 }))
  await expect(breaker.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(breaker.snapshot().window).toMatchObject({ calls: 3, failures: 1 })
})

test('listeners hear each change with its figures, until they stop listening', () => {
  const { breaker, call } = breakerOn()
  const heard: unknown[] = []
  const stop = breaker.onChange(({ from, to, snapshot }) =>
    heard.push([from, to, snapshot.lastTrip?.failures]),
  )
  call('failure', 4)
  stop()
  setMode(breaker, 'forced closed')
  expect(heard).toEqual([['closed', 'open', 4]])
})

test('a snapshot is plain JSON', () => {
  const { breaker, call } = breakerOn({ window: { ms: 10_000 } })
  call('failure', 4)
  const snapshot = breaker.snapshot()
  expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot)
  expect(snapshot.window).toEqual({
    kind: 'time',
    ms: 10_000,
    buckets: 10,
    calls: 4,
    failures: 4,
    slow: 0,
    failureRate: 1,
    slowRate: 0,
    overdue: 0,
  })
})

test.each<[Partial<BreakerOptions>, string]>([
  [{ window: { calls: 0 } }, 'window.calls is 0, and must be a whole number from 1'],
  [{ window: { ms: -1 } }, 'window.ms is -1'],
  [{ window: { ms: 100, buckets: 2.5 } }, 'window.buckets is 2.5'],
  [{ failureRate: 50 }, 'failureRate is 50, and must be above 0 and at most 1'],
  [{ minimumCalls: 11 }, 'minimumCalls is 11, and must be a whole number from 1 to 10'],
  [{ openMs: 0 }, 'openMs is 0'],
  [{ openMs: 5000, openMaxMs: 1000 }, 'openMaxMs is 1000, and must be openMs or more'],
  [{ ramp: [] }, 'ramp is [], and must be one step or more'],
  [{ ramp: [1, 0] }, 'ramp is [1,0], and must be whole numbers from 1'],
  [{ slowAfterMs: Number.NaN }, 'slowAfterMs is NaN'],
])('options that make no sense are refused by name: %o', (options, message) => {
  expect(() => breakerOn(options)).toThrow(message)
})
