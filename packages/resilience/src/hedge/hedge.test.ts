import { describe, expect, test } from 'vitest'
import { retryBudget } from '../retry-budget/retry-budget.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { hedge } from './hedge.ts'

/** Attempts that end when told to. */
function attempts() {
  const all: {
    resolve(value: unknown): void
    reject(error: unknown): void
    signal: AbortSignal
  }[] = []
  const next = (limits?: { signal?: AbortSignal }) =>
    new Promise<any>((resolve, reject) =>
      all.push({ resolve, reject, signal: limits?.signal as AbortSignal }),
    )
  return { all, next }
}
const build = (options: object = {}) => {
  const clock = new VirtualClock()
  const reads = hedge({ name: 'stock', delay: { ms: 50 }, ...options }, { clock })
  return { clock, reads, ...attempts() }
}

describe('a fixed delay', () => {
  test('a late answer is asked for again, and the loser is told why it is given up', async () => {
    const { clock, reads, all, next } = build()
    const run = reads.run(next)
    await clock.advance(49)
    expect(all.length).toBe(1)
    await clock.advance(1)
    all[1]?.resolve('second')
    expect(await run).toBe('second')
    expect(all[0]?.signal.reason).toMatchObject({ code: 'WT_ABORTED' })
    expect(all[1]?.signal.aborted).toBe(false)
    expect(reads.snapshot()).toMatchObject({ calls: 1, hedges: 1, won: 1 })
  })

  test('an answer in time is asked for once', async () => {
    const { clock, reads, all, next } = build()
    const run = reads.run(next)
    all[0]?.resolve(1)
    await run
    await clock.advance(1000)
    expect(all.length).toBe(1)
  })

  test('no more hedges than allowed, each after the delay', async () => {
    const { clock, reads, all, next } = build({ maxHedges: 2 })
    const run = reads.run(next)
    await clock.advance(1000)
    expect(all.length).toBe(3)
    all[0]?.resolve('first')
    expect(await run).toBe('first')
    expect(reads.snapshot().won).toBe(0)
  })

  test('no hedge is begun that would begin at the deadline', async () => {
    const { clock, reads, all, next } = build()
    void reads.run(next, { deadline: 50 })
    await clock.advance(100)
    expect(all.length).toBe(1)
  })
})

describe('failure', () => {
  test('is followed by the next hedge at once', async () => {
    const { clock, reads, all, next } = build()
    const run = reads.run(next)
    all[0]?.reject(new Error('first'))
    await clock.advance(0)
    expect(all.length).toBe(2)
    all[1]?.resolve('second')
    expect(await run).toBe('second')
  })

  test('of all attempts is the first one’s error', async () => {
    const { clock, reads, all, next } = build()
    const ended = expect(reads.run(next)).rejects.toThrow('first')
    await clock.advance(50)
    all[1]?.reject(new Error('second'))
    all[0]?.reject(new Error('first'))
    await ended
  })

  test('that is the caller’s own is final', async () => {
    const { clock, reads, all, next } = build({ classify: () => 'ignored' })
    const ended = expect(reads.run(next)).rejects.toThrow('not found')
    all[0]?.reject(new Error('not found'))
    await ended
    await clock.advance(100)
    expect(all.length).toBe(1)
  })
})

test('a caller who leaves ends every attempt', async () => {
  const { clock, reads, all, next } = build()
  const controller = new AbortController()
  const ended = expect(reads.run(next, { signal: controller.signal })).rejects.toMatchObject({
    code: 'WT_ABORTED',
  })
  await clock.advance(50)
  controller.abort()
  await ended
  expect(all.map(({ signal }) => signal.aborted)).toEqual([true, true])
})

test('a budget pays for hedges, and a place is free again when the attempt has ended', async () => {
  const clock = new VirtualClock()
  const budget = retryBudget({ name: 'b', concurrencyFloor: 1, concurrencyRatio: 0 }, { clock })
  const reads = hedge({ name: 'stock', delay: { ms: 50 }, budget }, { clock })
  const { all, next } = attempts()
  const runs = [reads.run(next), reads.run(next)]
  await clock.advance(50)
  expect(all.length).toBe(3)
  expect(budget.snapshot()).toMatchObject({ calls: 2, extras: 1, granted: 1, refused: 1 })
  for (const one of all) one.resolve(1)
  await Promise.all(runs)
  expect(budget.snapshot()).toMatchObject({ calls: 0, extras: 0 })
})

test('a percentile is learnt from first attempts, and nothing is hedged before', async () => {
  const clock = new VirtualClock()
  const reads = hedge({ name: 'stock', delay: { percentile: 0.9 } }, { clock })
  expect(reads.snapshot().delayMs).toBeUndefined()
  for (let i = 1; i <= 50; i++) {
    const { all, next } = attempts()
    const run = reads.run(next)
    await clock.advance(i)
    all[0]?.resolve(1)
    await run
  }
  expect(reads.snapshot().delayMs).toBeGreaterThan(43)
  expect(reads.snapshot().delayMs).toBeLessThan(47)
  const { all, next } = attempts()
  void reads.run(next)
  await clock.advance(47)
  expect(all.length).toBe(2)
})

test.each([
  [{ delay: { ms: -1 } }, 'delay.ms is -1'],
  [{ delay: { percentile: 1 } }, 'delay.percentile is 1'],
  [{ maxHedges: 0 }, 'maxHedges is 0'],
  [{ delayMs: 5 }, 'delayMs is 5'],
])('%j is refused by name', (options, message) => {
  expect(() => build(options)).toThrow(`hedge stock: ${message}`)
})
