import { describe, expect, test } from 'vitest'
import { constant, decorrelated, exponential, pipeline, retry } from '../index.ts'
import { VirtualClock } from '../virtual-clock.ts'

const failing = (clock: VirtualClock, errors: readonly unknown[]) => {
  const at: number[] = []
  const work = async () => {
    const error = errors[at.push(clock.now()) - 1]
    if (error !== undefined) throw error
    return 'done'
  }
  return { at, work }
}
const busy = (ms: number) => Object.assign(new Error('busy'), { ms })

test('waits as the backoff says, and returns the first success', async () => {
  const clock = new VirtualClock()
  const { at, work } = failing(clock, [new Error('1'), new Error('2')])
  const run = pipeline('r', [retry({ backoff: exponential({ jitter: 0 }) })], { clock }).run(work)
  await clock.advance(1000)
  expect(await run).toBe('done')
  expect(at).toEqual([0, 100, 300])
})

test("the callee's own wait goes before the backoff", async () => {
  const clock = new VirtualClock()
  const { at, work } = failing(clock, [busy(250)])
  const run = pipeline(
    'r',
    [retry({ backoff: constant(10), retryAfter: (error) => (error as { ms: number }).ms })],
    { clock },
  ).run(work)
  await clock.advance(1000)
  await run
  expect(at).toEqual([0, 250])
})

test('a wait that would pass the deadline is not begun: the real error comes at once', async () => {
  const clock = new VirtualClock()
  const { at, work } = failing(clock, [new Error('first'), new Error('second')])
  let settledAt = 0
  const run = pipeline('r', [retry({ maxRetries: 9, backoff: constant(300) })], { clock })
    .run(work, { deadline: 500 })
    .catch((error) => {
      settledAt = clock.now()
      return error
    })
  await clock.advance(1000)
  expect(await run).toMatchObject({ message: 'second' })
  expect({ at, settledAt }).toEqual({ at: [0, 300], settledAt: 300 })
})

test('an error that is not worth it is not retried', async () => {
  const clock = new VirtualClock()
  const { at, work } = failing(clock, [new Error('no such card')])
  await expect(
    pipeline('r', [retry({ retryIf: () => false })], { clock }).run(work),
  ).rejects.toThrow('no such card')
  expect(at).toEqual([0])
})

test('a wait leaves no listener on the signal', async () => {
  const clock = new VirtualClock()
  const { signal } = new AbortController()
  let listeners = 0
  signal.addEventListener = () => void listeners++
  signal.removeEventListener = () => void listeners--
  const { work } = failing(clock, [new Error('1')])
  const run = pipeline('r', [retry({ backoff: constant(10) })], { clock }).run(work, { signal })
  await clock.advance(5)
  expect(listeners).toBe(1)
  await clock.advance(5)
  await run
  expect(listeners).toBe(0)
})

describe('backoff', () => {
  test('exponential grows to its limit, less the random part', () => {
    const plain = exponential({ firstMs: 10, factor: 3, maxMs: 200, jitter: 0 })
    expect([1, 2, 3, 4, 5].map((n) => plain(n, 0, () => 1))).toEqual([10, 30, 90, 200, 200])
    expect(exponential({ firstMs: 100, jitter: 0.5 })(2, 0, () => 0.5)).toBe(150)
  })

  test('constant stays the same', () => {
    expect([1, 9].map((n) => constant(70)(n, 0, () => 1))).toEqual([70, 70])
  })

  test('decorrelated draws up to three times the wait before', () => {
    const wait = decorrelated({ firstMs: 100, maxMs: 1000 })
    expect(wait(1, 0, () => 0.9)).toBe(100)
    expect(wait(2, 100, () => 0.5)).toBe(200)
    expect(wait(3, 900, () => 1)).toBe(1000)
  })

  test('options that make no sense are refused by name', () => {
    expect(() => exponential({ factor: 0.5 })).toThrow('factor is 0.5, and must be 1 or more')
    expect(() => decorrelated({ firstMs: 100, maxMs: 10 })).toThrow('maxMs is 10')
    expect(() => exponential({ firstMS: 5 } as object)).toThrow('firstMS is 5')
    expect(() => decorrelated({ jitter: 1 } as object)).toThrow('jitter is 1')
    expect(() => retry({ maxRetries: -1 })).toThrow('maxRetries is -1')
  })
})
