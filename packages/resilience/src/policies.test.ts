import { describe, expect, test } from 'vitest'
import { adaptiveLimit } from './adaptive-limit/adaptive-limit.ts'
import { bulkhead } from './bulkhead/bulkhead.ts'
import { cache } from './cache/cache.ts'
import { circuitBreaker } from './circuit-breaker/circuit-breaker.ts'
import { fallback } from './fallback/fallback.ts'
import { hedge } from './hedge/hedge.ts'
import { pipeline } from './pipeline/pipeline.ts'
import { rateLimiter } from './rate-limiter/rate-limiter.ts'
import { throttle } from './throttle/throttle.ts'
import { deadline, timeout } from './timeout/timeout.ts'
import { VirtualClock } from './virtual-clock.ts'

function build() {
  const clock = new VirtualClock()
  const given = { clock, random: () => 0.5 }
  const places = bulkhead({ name: 'places', maxConcurrent: 1, maxQueue: 5 }, given)
  const limit = adaptiveLimit({ name: 'limit' }, given)
  const reads = hedge({ name: 'reads', delay: { ms: 50 } }, given)
  const policies = [
    fallback({ name: 'less', value: 'less' }),
    reads,
    throttle({ name: 'share' }, given),
    rateLimiter({ name: 'rate', limit: 100 }, given),
    places,
    limit,
  ]
  return { clock, places, limit, reads, guarded: pipeline('all', policies, given), given }
}

test('all of them in one pipeline let a call through and hear of its end', async () => {
  const { guarded, places, limit } = build()
  expect(await guarded.run(async () => 'more')).toBe('more')
  expect(places.snapshot().running).toBe(0)
  expect(limit.snapshot()).toMatchObject({ inFlight: 0, rejected: 0 })
})

test('what the inner ones refuse, the fallback answers', async () => {
  const { clock, guarded, places } = build()
  const held = places.tryAcquire()
  const run = guarded.run(async () => 'more')
  await clock.advance(5_000)
  expect(await run).toBe('less')
  expect(places.snapshot()).toMatchObject({ running: 1, waiting: 0 })
  held?.record('success', 1)
})

test('a hedge that loses in the queue leaves it', async () => {
  const { clock, guarded, places, reads } = build()
  let finish: (value: string) => void = () => {}
  const run = guarded.run(() => new Promise<string>((resolve) => (finish = resolve)))
  await clock.advance(60)
  expect(places.snapshot()).toMatchObject({ running: 1, waiting: 1 })
  finish('first')
  expect(await run).toBe('first')
  await clock.advance(0)
  expect(places.snapshot()).toMatchObject({ running: 0, waiting: 0 })
  expect(reads.snapshot()).toMatchObject({ hedges: 1, won: 0 })
})

test('a cache in a pipeline knows a call by its context', async () => {
  const { given } = build()
  const kept = cache({ name: 'prices', key: (sku: string) => sku, ttlMs: 1000 }, given)
  const ask = pipeline('prices', [kept], given)
  let calls = 0
  const price = (sku: string) => ask.run(async () => `${sku} ${++calls}`, { context: sku })
  expect([await price('a'), await price('a'), await price('b')]).toEqual(['a 1', 'a 1', 'b 2'])
})

test.each([
  ['WT_DEADLINE', deadline(100)],
  ['WT_TIMEOUT', timeout(100)],
  ['WT_TIMEOUT', timeout(100, { mode: 'cooperate' })],
])('%s in a queue of this side is no failure of the callee (%#)', async (code, limit) => {
  const { clock, places, given } = build()
  const cards = circuitBreaker({ name: 'cards' }, given)
  const ask = pipeline('ask', [limit, cards, places], given)
  const held = places.tryAcquire()
  const run = ask.tryRun(() => 'never sent')
  await clock.advance(100)
  expect(await run).toMatchObject({ ok: false, error: { code } })
  expect(cards.snapshot()).toMatchObject({ failures: 0, ignored: 1 })
  expect(ask.snapshot()).toMatchObject({ attempts: 0, failure: 0, refused: 1 })
  held?.record('success', 1)
  await clock.advance(0)
  expect(places.snapshot()).toMatchObject({ running: 0, waiting: 0 })
})

describe('what the application hands in and throws is reported, and changes no result', () => {
  const wrong = () => {
    throw new Error('mistake')
  }
  const reported: unknown[] = []
  const given = { clock: new VirtualClock(), report: (error: unknown) => void reported.push(error) }
  const down = () => Promise.reject(new Error('down'))
  const guards = {
    'the classifier of an adaptive limit': adaptiveLimit({ name: 'x', classify: wrong }, given),
    'the classifier of a throttle': throttle({ name: 'x', classify: wrong }, given),
    'the classifier of a hedge': hedge({ name: 'x', classify: wrong }, given),
    'the condition of a fallback': fallback({ name: 'x', value: 0, when: wrong }, given),
    'the key of a cache': cache({ name: 'x', key: wrong, ttlMs: 1 }, given),
  }

  test.each(Object.entries(guards))('%s', async (_, guard) => {
    reported.length = 0
    expect(await guard.run(async () => 'more')).toBe('more')
    await expect(guard.run(down)).rejects.toThrow('down')
    expect(new Set(reported.map(String))).toEqual(new Set(['Error: mistake']))
  })
})

describe('a policy alone is a pipeline of one: it ends with its caller, and the work is told', () => {
  const { clock, places, limit } = build()
  const share = throttle({ name: 'share' }, { clock })
  const rate = rateLimiter({ name: 'rate', limit: 100 }, { clock })

  test.each(Object.entries({ places, limit, share, rate }))('%s', async (_, policy) => {
    const caller = new AbortController()
    let told: unknown
    const run = policy.run(
      ({ signal }) => {
        signal.addEventListener('abort', () => (told = signal.reason))
        return new Promise(() => {})
      },
      { signal: caller.signal },
    )
    caller.abort('gone')
    const error = await run.catch((error) => error)
    expect(error).toMatchObject({ code: 'WT_ABORTED', cause: 'gone', facts: { name: policy.name } })
    expect(told).toBe(error)
    expect(await policy.run(({ attempt }) => attempt)).toBe(1)
    await expect(policy.run(() => 1, { deadline: clock.now() })).rejects.toMatchObject({
      code: 'WT_DEADLINE',
    })
  })
})
