import { describe, expect, test } from 'vitest'
import { VirtualClock } from '../virtual-clock.ts'
import { cache } from './cache.ts'

const build = (options: object = {}) => {
  const clock = new VirtualClock()
  const key = (sku: string | undefined) => sku
  const prices = cache({ name: 'prices', key, ttlMs: 100, ...options }, { clock })
  let calls = 0
  const ask = (context: unknown, next: () => Promise<unknown> = async () => ++calls, more = {}) =>
    prices.run(next, { context, ...more })
  return { clock, prices, ask, calls: () => calls }
}
const down = () => Promise.reject(new Error('down'))
const flight = () => {
  let signal: AbortSignal | undefined
  let land: (value: unknown) => void = () => {}
  let crash: (error: unknown) => void = () => {}
  let begun = 0
  const next = (limits?: { signal?: AbortSignal }) =>
    new Promise<unknown>((resolve, reject) => {
      begun++
      signal = limits?.signal
      land = resolve
      crash = reject
    })
  return {
    next,
    begun: () => begun,
    signal: () => signal,
    land: (v: unknown) => land(v),
    crash: (e: unknown) => crash(e),
  }
}

describe('time to live', () => {
  test('an answer is fresh until its time is over', async () => {
    const { clock, ask } = build()
    expect(await ask('a')).toBe(1)
    await clock.advance(99)
    expect(await ask('a')).toBe(1)
    await clock.advance(1)
    expect(await ask('a')).toBe(2)
  })

  test('a call without a key is not remembered', async () => {
    const { ask, prices } = build()
    await ask(undefined)
    await ask(undefined)
    expect(prices.snapshot()).toMatchObject({ entries: 0, hits: 0 })
  })

  test('an error is not remembered', async () => {
    const { ask } = build()
    await expect(ask('a', down)).rejects.toThrow('down')
    expect(await ask('a')).toBe(1)
  })
})

describe('one call for all', () => {
  test('callers at one time share one call, and its error', async () => {
    const { ask, prices } = build()
    const one = flight()
    const runs = [1, 2, 3].map(() => ask('a', one.next))
    one.land('answer')
    expect(await Promise.all(runs)).toEqual(['answer', 'answer', 'answer'])
    expect(one.begun()).toBe(1)
    expect(prices.snapshot()).toMatchObject({ misses: 1, joined: 2, flights: 0 })
    const other = flight()
    const failed = [1, 2].map(() => expect(ask('b', other.next)).rejects.toThrow('down'))
    other.crash(new Error('down'))
    await Promise.all(failed)
  })

  test('a caller who leaves leaves the others their call; the last one ends it', async () => {
    const { ask } = build()
    const one = flight()
    const [a, b] = [new AbortController(), new AbortController()]
    const first = expect(ask('a', one.next, { signal: a.signal })).rejects.toMatchObject({
      code: 'WT_ABORTED',
    })
    const second = expect(ask('a', one.next, { signal: b.signal })).rejects.toMatchObject({
      code: 'WT_ABORTED',
    })
    a.abort()
    await first
    expect(one.signal()?.aborted).toBe(false)
    b.abort()
    await second
    expect(one.signal()?.aborted).toBe(true)
    expect(await ask('a')).toBe(1)
  })

  test('each waits until its own deadline', async () => {
    const { clock, ask } = build()
    const one = flight()
    const patient = ask('a', one.next)
    const hurried = expect(ask('a', one.next, { deadline: 30 })).rejects.toMatchObject({
      code: 'WT_DEADLINE',
    })
    await clock.advance(30)
    await hurried
    one.land(7)
    expect(await patient).toBe(7)
  })

  test('when a call fails because the one who began it gave up, another begins anew', async () => {
    const { ask } = build()
    const one = flight()
    const controller = new AbortController()
    const first = ask('a', one.next, { signal: controller.signal }).catch(() => 'left')
    const second = ask('a')
    controller.abort()
    one.crash(new Error('aborted inside'))
    expect(await Promise.all([first, second])).toEqual(['left', 1])
  })

  test('what is forgotten while it is on its way is not remembered when it arrives', async () => {
    const { ask, prices } = build()
    const one = flight()
    const run = ask('a', one.next)
    prices.delete('a')
    one.land('old')
    expect(await run).toBe('old')
    expect(await ask('a')).toBe(1)
  })
})

describe('stale', () => {
  test('while it is fetched anew, the old answer is given at once', async () => {
    const { clock, ask } = build({ staleWhileRevalidateMs: 50 })
    await ask('a')
    await clock.advance(120)
    expect(await ask('a')).toBe(1)
    await clock.advance(0)
    expect(await ask('a')).toBe(2)
  })

  test('a renewal that fails is nobody’s error', async () => {
    const { clock, ask } = build({ staleWhileRevalidateMs: 50 })
    await ask('a')
    await clock.advance(120)
    expect(await ask('a', down)).toBe(1)
    await clock.advance(0)
    expect(await ask('a')).toBe(1)
  })

  test('an old answer stands in for an error, for a time', async () => {
    const { clock, ask } = build({ staleIfErrorMs: 1000 })
    await ask('a')
    await clock.advance(1099)
    expect(await ask('a', down)).toBe(1)
    await clock.advance(1)
    await expect(ask('a', down)).rejects.toThrow('down')
  })
})

test('the entry used longest ago gives way', async () => {
  const { ask, prices } = build({ maxEntries: 2 })
  await ask('a')
  await ask('b')
  await ask('a')
  await ask('c')
  expect(await ask('a')).toBe(1)
  expect(await ask('b')).toBe(4)
  expect(prices.snapshot()).toMatchObject({ entries: 2, evicted: 2 })
})

test.each([
  [{ ttlMs: 0 }, 'ttlMs is 0'],
  [{ maxEntries: 0 }, 'maxEntries is 0'],
  [{ staleIfErrorMs: Number.NaN }, 'staleIfErrorMs is NaN'],
  [{ ttl: 5 }, 'ttl is 5'],
])('%j is refused by name', (options, message) => {
  expect(() => build(options)).toThrow(`cache prices: ${message}`)
})
