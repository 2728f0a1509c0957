import { describe, expect, test } from 'vitest'
import { modes, reconfigure, restore, type SavedBreaker, save } from '../circuit-breaker/manage.ts'
import { type BreakerOptions, breakerDefaults, circuitBreaker } from '../index.ts'

// edges that a mutant of the breaker crossed unseen by the other tests
function breakerOn(options: Partial<BreakerOptions> = {}) {
  let now = 10_000
  let read = 0
  const clock = {
    now: () => {
      read++
      return now
    },
    after: () => ({ cancel() {} }),
  }
  const breaker = circuitBreaker(
    { name: 'b', window: { calls: 2 }, openMs: 1000, openJitter: 0, ramp: [1], ...options },
    { clock },
  )
  const pass = (ms: number) => (now += ms)
  const trip = () => {
    breaker.acquire().failure()
    breaker.acquire().failure()
  }
  return { breaker, clock, pass, trip, reads: () => read }
}

test('the defaults are those of the README', () => {
  expect(breakerDefaults).toEqual({
    window: { ms: 10_000, buckets: 10 },
    failureRate: 0.5,
    slowRate: 0.5,
    slowAfterMs: Number.POSITIVE_INFINITY,
    minimumCalls: 20,
    openMs: 5000,
    openFactor: 2,
    openMaxMs: 60_000,
    openDecayMs: 30_000,
    openJitter: 0.2,
    ramp: [1, 2, 4],
    probeMaxMs: 10_000,
  })
})

test.each(['', 7, undefined])('a breaker is not named %j', (name) => {
  expect(() => circuitBreaker({ name: name as string })).toThrow('name is ')
})

describe('run', () => {
  test('counts what it was told, thrown at once or later', async () => {
    const { breaker } = breakerOn({ window: { calls: 9 } })
    await breaker.run(() => 1)
    await breaker.run(() => Promise.reject(new Error('later'))).catch(() => {})
    await breaker
      .run((): number => {
        throw new Error('at once')
      })
      .catch(() => {})
    expect(breaker.snapshot()).toMatchObject({ successes: 1, failures: 2 })
  })

  test('a probe that fails is counted when it ended, not when it began', async () => {
    const { breaker, pass, trip } = breakerOn()
    trip()
    pass(1000)
    const failed = breaker.run(() => Promise.reject(new Error('no')))
    pass(400)
    await failed.catch(() => {})
    expect(breaker.snapshot()).toMatchObject({ state: 'open', inStateMs: 0 })
  })

  test('a classifier hears how long a failure took, with no limit of slowness', async () => {
    const heard: number[] = []
    const { breaker, pass } = breakerOn()
    const classify = ({ ms }: { ms: number }) => {
      heard.push(ms)
      return 'ignored' as const
    }
    reconfigure(breaker, { classify })
    const failed = breaker.run(() => Promise.reject(new Error('no')))
    pass(70)
    await failed.catch(() => {})
    expect(heard).toEqual([70])
  })

  test('a classifier stays when other options change', async () => {
    const { breaker } = breakerOn({ classify: () => 'ignored' })
    reconfigure(breaker, { openMs: 500 })
    await breaker.run(() => 1)
    expect(breaker.snapshot()).toMatchObject({ ignored: 1, successes: 0 })
  })

  test('a classifier that came while the call was out is not told a time nobody took', async () => {
    const heard: number[] = []
    const { breaker, pass } = breakerOn()
    const work = Promise.withResolvers<number>()
    const run = breaker.run(() => work.promise)
    pass(70)
    reconfigure(breaker, {
      classify: ({ ms }) => {
        heard.push(ms)
        return 'success'
      },
    })
    work.resolve(1)
    await run
    expect(heard).toEqual([0])
  })

  test.each([{ classify: () => 'failure' as const }, { slowAfterMs: 50 }])(
    'options that change while it is out do not change its result: %o',
    async (changes) => {
      const { breaker } = breakerOn()
      const [good, bad] = [Promise.withResolvers<number>(), Promise.withResolvers<number>()]
      const runs = [breaker.run(() => good.promise), breaker.run(() => bad.promise)]
      reconfigure(breaker, changes)
      good.resolve(1)
      bad.reject(new Error('own'))
      expect(await Promise.allSettled(runs)).toMatchObject([
        { value: 1 },
        { reason: { message: 'own' } },
      ])
    },
  )
})

describe('time', () => {
  test('a closed circuit reads no clock that ticks, an open one reads it exactly', () => {
    const { breaker, clock, pass, trip, reads } = breakerOn()
    const call = { now: 0, deadline: Number.POSITIVE_INFINITY, signal: undefined, attempt: 1 }
    const ticking = circuitBreaker(
      { name: 'b', window: { calls: 2 }, slowAfterMs: 500, openMs: 1000, openJitter: 0, ramp: [2] },
      { clock: { ...clock, recent: () => 10_000 } },
    )
    const before = reads()
    ticking.tryAcquire()?.failure()
    void ticking.admit({ ...call, now: 10_000 })
    expect(reads()).toBe(before)
    ticking.tryAcquire()?.failure()
    trip()
    expect(ticking.snapshot().state).toBe('open')
    pass(1000)
    expect(ticking.tryAcquire()?.elapsedMs()).toBe(0)
    expect('record' in ticking.admit({ ...call, now: 10_000 })).toBe(true)
    expect(breaker.tryAcquire()).toBeDefined()
  })

  test('a call that took no time is not slow, whatever the limit', () => {
    const { breaker } = breakerOn({ slowAfterMs: 1 })
    breaker.acquire().success()
    expect(breaker.snapshot().slow).toBe(0)
  })

  test('a call let through unheard took no time', () => {
    expect(breakerOn({ mode: modes.disabled }).breaker.acquire().elapsedMs()).toBe(0)
  })

  test('a duration a little below nothing is none', () => {
    const { breaker, pass, trip } = breakerOn()
    trip()
    pass(1000)
    breaker.acquire().record('success', -0.5)
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', inStateMs: 0 })
  })

  test('buckets beyond all whole numbers are forgotten and saved like others', () => {
    const { breaker, pass } = breakerOn({ window: { ms: 1000, buckets: 10 } })
    breaker.acquire().failure()
    pass(2 ** 62)
    expect(breaker.snapshot().window.calls).toBe(0)
    expect(save(breaker).window).toEqual([])
  })

  test('what is asked after a silence is answered from what the window holds by then', () => {
    const { breaker, pass } = breakerOn({ window: { ms: 1000 }, minimumCalls: 4, slowAfterMs: 200 })
    for (let i = 0; i < 3; i++) breaker.acquire().failure()
    breaker.acquire()
    pass(5000)
    expect(breaker.retryAfterMs()).toBe(0)
  })
})

describe('the wait', () => {
  test('an opening is not forgotten at the moment of recovery', () => {
    const { breaker, pass, trip } = breakerOn({ openDecayMs: 1 })
    trip()
    pass(1000)
    breaker.acquire().success()
    trip()
    expect(breaker.retryAfterMs()).toBe(2000)
  })

  test('a clock set back while closed adds no opening', () => {
    const { breaker, pass, trip } = breakerOn()
    trip()
    pass(1000)
    breaker.acquire().success()
    pass(-5000)
    trip()
    expect(breaker.retryAfterMs()).toBe(2000)
  })

  test('a clock set back by as little as a millisecond adds none', () => {
    const { breaker, pass, trip } = breakerOn()
    trip()
    pass(-1)
    expect(breaker.retryAfterMs()).toBe(1000)
  })
})

test('an ignored probe gives its place back, a clock set back or not', () => {
  const { breaker, pass, trip } = breakerOn()
  trip()
  pass(1000)
  const probe = breaker.acquire()
  pass(-500)
  expect(breaker.tryAcquire()).toBeUndefined()
  probe.ignored()
  expect(breaker.snapshot()).toMatchObject({ ignored: 1, probes: { pending: 0 } })
  expect(breaker.tryAcquire()).toBeDefined()
})

describe('restored', () => {
  const trip = {
    reason: 'failure rate',
    agoMs: 5,
    openMs: 10,
    calls: 2,
    failures: 2,
    slow: 0,
  } as const
  const half: SavedBreaker = {
    version: 1,
    mode: 'automatic',
    state: 'half-open',
    inStateMs: 5,
    openings: 1,
    lastTrip: trip,
    window: [],
  }

  test('half-open without a step is at the first', () => {
    const { breaker } = breakerOn({ ramp: [1, 2] })
    restore(breaker, half)
    expect(breaker.snapshot().probes).toMatchObject({ step: 1, permits: 1 })
  })

  test.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('not from %d ms ago', (agoMs) => {
    const { breaker } = breakerOn()
    expect(() => restore(breaker, half, agoMs)).toThrow('agoMs is')
  })

  test.each([
    ['state', { state: 'ajar', lastTrip: undefined }],
    ['inStateMs', { inStateMs: -0.5 }],
    ['inStateMs', { inStateMs: null }],
    ['inStateMs', { inStateMs: Number.POSITIVE_INFINITY }],
    ['openings', { openings: 0.5 }],
    ['waitMs', { state: 'open', waitMs: -1 }],
    ['step', { step: -1 }],
    ['step', { step: 0.5 }],
    ['lastTrip.agoMs', { lastTrip: { ...trip, agoMs: 'long' } }],
    ['lastTrip.calls', { lastTrip: { ...trip, calls: -1 } }],
    ['window', { window: {} }],
    ['window.calls', { window: [{ agoMs: 0, calls: -1, failures: 0, slow: 0 }] }],
  ])('not with a %s that makes no sense: %j', (what, wrong) => {
    const { breaker } = breakerOn()
    const saved = { ...half, ...wrong } as SavedBreaker
    expect(() => restore(breaker, saved)).toThrow(`breaker b: saved ${what} is `)
    expect(breaker.snapshot().state).toBe('closed')
  })
})
