import { describe, expect, test } from 'vitest'
import type { Permit } from '../policy.ts'
import type { ResilienceError } from '../resilience-error.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { bulkhead } from './bulkhead.ts'

const build = (options: object = {}) => {
  const clock = new VirtualClock()
  const one = { name: 'cards', maxConcurrent: 1, maxQueue: 2, maxWaitMs: 100, ...options }
  return { clock, cards: bulkhead(one, { clock }) }
}
const call = (clock: VirtualClock, more: object = {}) => ({
  now: clock.now(),
  deadline: Number.POSITIVE_INFINITY,
  signal: undefined,
  attempt: 1,
  ...more,
})
const done = (permit: unknown) => (permit as Permit).record('success', 0)
const codeOf = (refusal: unknown) => (refusal as ResilienceError).code

describe('the line', () => {
  test('a place that becomes free goes to the head of the line, not to a newcomer', async () => {
    const { clock, cards } = build()
    const first = cards.tryAcquire()
    const order: string[] = []
    const waiting = cards.run(() => void order.push('waiting'))
    done(first)
    expect(cards.tryAcquire()).toBeUndefined()
    const newcomer = cards.run(() => void order.push('newcomer'))
    await Promise.all([waiting, newcomer])
    expect(order).toEqual(['waiting', 'newcomer'])
    expect(cards.snapshot()).toMatchObject({ running: 0, waiting: 0, rejected: 1 })
    expect(clock.timers).toBeLessThanOrEqual(1)
  })

  test('first come, first served', async () => {
    const { cards } = build({ maxQueue: 5 })
    const first = cards.tryAcquire()
    const order: number[] = []
    const all = [1, 2, 3, 4, 5].map((n) => cards.run(() => void order.push(n)))
    done(first)
    await Promise.all(all)
    expect(order).toEqual([1, 2, 3, 4, 5])
  })

  test('one more than the line holds is refused at once', async () => {
    const { cards } = build({ maxQueue: 0 })
    cards.tryAcquire()
    await expect(cards.run(() => 1)).rejects.toMatchObject({
      code: 'WT_BULKHEAD_FULL',
      facts: { name: 'cards' },
    })
  })

  test('who waited too long is refused and told how long', async () => {
    const { clock, cards } = build()
    cards.tryAcquire()
    const ended = expect(cards.run(() => 1)).rejects.toMatchObject({
      code: 'WT_BULKHEAD_FULL',
      facts: { waitedMs: 100 },
    })
    await clock.advance(100)
    await ended
    expect(cards.snapshot().waiting).toBe(0)
  })

  test('a caller who leaves is out of the line at once, and its listener is gone', async () => {
    const { clock, cards } = build()
    cards.tryAcquire()
    const controller = new AbortController()
    const { signal } = controller
    const left = cards.admit(call(clock, { signal }))
    const other = cards.admit(call(clock))
    controller.abort(new Error('gone'))
    expect(cards.snapshot()).toMatchObject({ waiting: 1, left: 1 })
    expect(await left).toMatchObject({ code: 'WT_ABORTED', cause: { message: 'gone' } })
    expect(cards.snapshot().waiting).toBe(1)
    expect(other).toBeInstanceOf(Promise)
  })

  test('a caller who leaves between hand-off and start does not keep the place', async () => {
    const { cards } = build()
    const first = cards.tryAcquire()
    const controller = new AbortController()
    let calls = 0
    const run = cards.run(() => void calls++, { signal: controller.signal })
    done(first)
    controller.abort()
    await expect(run).rejects.toMatchObject({ code: 'WT_ABORTED' })
    expect([calls, cards.snapshot().running]).toEqual([0, 0])
  })
})

describe('deadlines', () => {
  test('a call whose deadline passed in the line is never admitted, even by a late timer', async () => {
    let now = 0
    // a loop that is stalled: no timer ever fires
    const clock = { now: () => now, after: () => ({ cancel() {} }) }
    const cards = bulkhead({ name: 'c', maxConcurrent: 1, maxQueue: 5 }, { clock })
    const first = cards.tryAcquire()
    const base = { now, signal: undefined, attempt: 1 }
    const late = cards.admit({ ...base, deadline: 50 })
    const inTime = cards.admit({ ...base, deadline: 500 })
    now = 60
    done(first)
    expect(codeOf(await late)).toBe('WT_DEADLINE')
    expect(await inTime).toHaveProperty('record')
    expect(cards.snapshot()).toMatchObject({ running: 1, waiting: 0 })
  })

  test('a deadline ends the wait before the longest wait does', async () => {
    const { clock, cards } = build()
    cards.tryAcquire()
    const answer = cards.admit(call(clock, { deadline: 40 }))
    await clock.advance(40)
    expect(await answer).toMatchObject({ code: 'WT_DEADLINE', facts: { waitedMs: 40 } })
  })

  test('a call that comes after its deadline is refused though a place is free', () => {
    const { clock, cards } = build()
    expect(codeOf(cards.admit(call(clock, { deadline: 0 })))).toBe('WT_DEADLINE')
    expect(cards.snapshot().running).toBe(0)
  })
})

test('a permit gives its place back once', () => {
  const { cards } = build()
  const permit = cards.tryAcquire()
  done(permit)
  done(permit)
  expect(cards.snapshot().running).toBe(0)
})

test('a work that throws gives its place back', async () => {
  const { cards } = build()
  await expect(
    cards.run(() => {
      throw new Error('broken')
    }),
  ).rejects.toThrow('broken')
  expect(cards.snapshot().running).toBe(0)
})

test.each([
  ['maxConcurrent', 0],
  ['maxConcurrent', 1.5],
  ['maxQueue', -1],
  ['maxWaitMs', Number.NaN],
  ['maxWaitMs', Number.POSITIVE_INFINITY],
])('%s %d is refused by name', (option, value) => {
  expect(() => build({ [option]: value })).toThrow(`bulkhead cards: ${option} is ${value}`)
})

test('an option it does not know is refused by name', () => {
  expect(() => build({ maxConcurent: 5 })).toThrow(
    'WT_INVALID_OPTION: bulkhead cards: maxConcurent is 5',
  )
})
