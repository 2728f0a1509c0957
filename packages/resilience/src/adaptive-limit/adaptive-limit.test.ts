import { describe, expect, test } from 'vitest'
import { adaptiveLimit } from './adaptive-limit.ts'
import { aimd } from './aimd.ts'
import { fixed } from './fixed.ts'
import { gradient } from './gradient.ts'
import type { Limit } from './limit.ts'

/** Windows of calls that all took `ms`, with `inFlight` at once. */
function feed(limit: Limit, windows: number, ms: number, inFlight: number, isDrop = false) {
  let now = clockOf.get(limit) ?? 0
  for (let i = 0; i < windows * 40; i++) {
    now += 5
    limit.ended({ ms, inFlight, mark: limit.began(inFlight, now), isDrop }, now)
  }
  clockOf.set(limit, now)
  return limit.current
}
const clockOf = new WeakMap<Limit, number>()

describe('the policy', () => {
  const build = (limit = 2) => adaptiveLimit({ name: 'cards', limit: fixed(limit) })

  test('admits as many as the limit and refuses the rest without a queue', async () => {
    const cards = build()
    const permits = [cards.tryAcquire(), cards.tryAcquire()]
    expect(cards.tryAcquire()).toBeUndefined()
    await expect(cards.run(() => 1)).rejects.toMatchObject({ code: 'WT_CONCURRENCY_LIMIT' })
    permits[0]?.record('success', 5)
    permits[0]?.record('success', 5)
    expect(cards.snapshot()).toMatchObject({ inFlight: 1, limit: 2, rejected: 2 })
    expect(await cards.run(() => 1)).toBe(1)
  })

  test('an ignored call teaches nothing and frees its place', () => {
    const seen: unknown[] = []
    const limit = { ...fixed(1), ended: (sample: unknown) => void seen.push(sample) }
    const cards = adaptiveLimit({ name: 'cards', limit })
    cards.tryAcquire()?.record('ignored', 5)
    cards.tryAcquire()?.record('failure', 7)
    expect(seen).toMatchObject([{ ms: 7, isDrop: true, inFlight: 1 }])
  })
})

describe('gradient', () => {
  test('grows while the latency stays at the baseline', () => {
    const limit = gradient()
    expect(feed(limit, 5, 20, 20)).toBeGreaterThan(40)
  })

  test('does not grow while nobody needs it', () => {
    expect(feed(gradient(), 50, 20, 5)).toBe(20)
  })

  test('shrinks when the latency leaves the baseline behind, and grows when it is back', () => {
    const limit = gradient({ initial: 100 })
    feed(limit, 3, 20, 100)
    const before = limit.current
    const after = feed(limit, 3, 80, 100)
    expect(after).toBeLessThan(before * 0.75)
    expect(feed(limit, 5, 20, 100)).toBeGreaterThan(after)
  })

  test('calls dropped shrink it even when the others are fast', () => {
    const limit = gradient({ initial: 100 })
    expect(feed(limit, 3, 20, 100, true)).toBeLessThan(90)
  })

  test('under load without end it measures anew: a dip, and it finds out that calls have become slower', () => {
    const limit = gradient({ initial: 50, measureEveryMs: 1000 })
    feed(limit, 3, 20, 50)
    feed(limit, 40, 60, 30)
    expect(limit.snapshot()).toMatchObject({ baselineMs: expect.closeTo(60, -1) })
  })

  test('a dip without traffic to end it is given up', () => {
    const limit = gradient({ initial: 50, measureEveryMs: 100 })
    let now = 0
    const call = (inFlight: number) => {
      now += 5
      limit.ended({ ms: 20, inFlight, mark: limit.began(inFlight, now), isDrop: false }, now)
    }
    while (!(limit.snapshot() as { isMeasuring: boolean }).isMeasuring) call(50)
    const dipped = limit.current
    now += 60_000
    limit.began(1, now)
    expect(limit.current).toBeGreaterThan(dipped)
  })
})

describe('aimd', () => {
  test('one more after each window that needed it, a tenth less after one with a drop', () => {
    const limit = aimd()
    const grown = feed(limit, 5, 20, 20)
    expect(grown).toBeGreaterThan(23)
    expect(feed(limit, 2, 20, 20, true)).toBeLessThan(grown)
  })

  test('a call over the time given counts as dropped', () => {
    expect(feed(aimd({ dropAfterMs: 100 }), 3, 150, 20)).toBeLessThan(20)
  })
})

test.each([
  [() => gradient({ tolerance: 1 }), 'gradient: tolerance is 1'],
  [() => gradient({ min: 0 }), 'gradient: min is 0'],
  [() => gradient({ initial: 2000 }), 'gradient: initial is 2000'],
  [() => aimd({ backoff: 1 }), 'aimd: backoff is 1'],
  [() => aimd({ max: 0 }), 'aimd: max is 0'],
  [() => gradient({ smoothing: 1 } as object), 'gradient: smoothing is 1'],
  [() => fixed(0.5), 'fixed: limit is 0.5'],
])('an option that makes no sense is refused by name (%#)', (build, message) => {
  expect(build).toThrow(message)
})
