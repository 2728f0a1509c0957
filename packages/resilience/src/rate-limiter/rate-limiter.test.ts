import { describe, expect, test } from 'vitest'
import { VirtualClock } from '../virtual-clock.ts'
import { rateLimiter } from './rate-limiter.ts'

const build = (options: object = {}) => {
  const clock = new VirtualClock()
  return { clock, cards: rateLimiter({ name: 'cards', limit: 10, ...options }, { clock }) }
}
const takeAll = (take: () => unknown) => {
  let taken = 0
  while (take()) taken++
  return taken
}

describe('the rate', () => {
  test('after a silence a burst, then one call an interval', async () => {
    const { clock, cards } = build({ burst: 3 })
    expect(takeAll(() => cards.tryAcquire())).toBe(3)
    await clock.advance(99)
    expect(cards.tryAcquire()).toBeUndefined()
    await clock.advance(1)
    expect(takeAll(() => cards.tryAcquire())).toBe(1)
    await clock.advance(60_000)
    expect(takeAll(() => cards.tryAcquire())).toBe(3)
  })

  test('a refusal says exactly when to come again', async () => {
    const { clock, cards } = build({ burst: 1 })
    cards.tryAcquire()
    await clock.advance(30)
    await expect(cards.run(() => 1)).rejects.toMatchObject({
      code: 'WT_RATE_LIMITED',
      facts: { name: 'cards', retryAfterMs: 70 },
    })
    await clock.advance(70)
    expect(await cards.run(() => 1)).toBe(1)
  })

  test('the exact moment of an interval that has no finite fraction is not too early', () => {
    let now = 0
    const clock = { now: () => now, after: () => ({ cancel() {} }) }
    const cards = rateLimiter({ name: 'c', limit: 3, burst: 1 }, { clock })
    for (let i = 0; i < 1000; i++) {
      expect(cards.tryAcquire()).toBeDefined()
      now += 1000 / 3
    }
  })
})

describe('turns', () => {
  test('each waits for its own turn, and who would wait too long is refused', async () => {
    const { clock, cards } = build({ burst: 1, maxWaitMs: 200 })
    const at: number[] = []
    const runs = [0, 1, 2].map(() => cards.run(() => void at.push(clock.now())))
    await expect(cards.run(() => 1)).rejects.toMatchObject({ facts: { retryAfterMs: 100 } })
    await clock.advance(200)
    await Promise.all(runs)
    expect(at).toEqual([0, 100, 200])
  })

  test('a hundred that wait set one timer', () => {
    const { clock, cards } = build({ burst: 1, maxWaitMs: 60_000 })
    for (let i = 0; i < 100; i++) void cards.run(() => 1)
    expect(clock.timers).toBe(1)
  })

  test('a reservation that costs more takes as many turns', () => {
    const { cards } = build({ burst: 5 })
    expect(cards.reserve({ cost: 5 })).toEqual({ isGranted: true, waitMs: 0 })
    expect(cards.reserve({ cost: 2, maxWaitMs: 1000 })).toEqual({ isGranted: true, waitMs: 200 })
    expect(cards.reserve({ maxWaitMs: 100 })).toEqual({ isGranted: false, retryAfterMs: 200 })
    expect(() => cards.reserve({ cost: 6 })).toThrow('cost is 6')
  })

  test('no turn is taken that comes at the deadline or later', async () => {
    const { cards } = build({ burst: 1, maxWaitMs: 1000 })
    cards.tryAcquire()
    const refused = expect(cards.run(() => 1, { deadline: 99 }))
    await refused.rejects.toMatchObject({ code: 'WT_RATE_LIMITED' })
    expect(cards.snapshot().waitMs).toBe(100)
  })

  test('a caller who leaves gives the last turn back, and an earlier one is lost to nobody', async () => {
    const { cards } = build({ burst: 1, maxWaitMs: 1000 })
    cards.tryAcquire()
    const [a, b] = [new AbortController(), new AbortController()]
    const first = cards.run(() => 1, { signal: a.signal })
    const second = cards.run(() => 1, { signal: b.signal })
    a.abort()
    await expect(first).rejects.toMatchObject({ code: 'WT_ABORTED' })
    expect(cards.snapshot().waitMs).toBe(300)
    b.abort()
    await expect(second).rejects.toMatchObject({ code: 'WT_ABORTED' })
    expect(cards.snapshot().waitMs).toBe(200)
  })
})

test('a clock that steps back costs no turn for ever', () => {
  let now = 1_000_000
  const clock = { now: () => now, after: () => ({ cancel() {} }) }
  const cards = rateLimiter({ name: 'c', limit: 10, burst: 1 }, { clock })
  cards.tryAcquire()
  now = 999_950
  expect(cards.reserve({ maxWaitMs: 0 })).toEqual({ isGranted: false, retryAfterMs: 150 })
})

test.each([
  ['limit', 0],
  ['perMs', Number.NaN],
  ['burst', 0],
  ['maxWaitMs', -1],
])('%s %d is refused by name', (option, value) => {
  expect(() => build({ [option]: value })).toThrow(`rate limiter cards: ${option} is ${value}`)
})

test('an option it does not know is refused by name', () => {
  expect(() => build({ rate: 5 })).toThrow('WT_INVALID_OPTION: rate limiter cards: rate is 5')
})
