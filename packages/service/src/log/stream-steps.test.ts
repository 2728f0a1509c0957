import { aggregate, boundedContext, command, event } from '@watertight/domain'
import type { StoredEvent } from '@watertight/eventstore'
import { describe, expect, it } from 'vitest'
import { folding } from './folding.ts'
import { applyPatch, type Json } from './json-patch.ts'
import { stepDefaults, streamSteps } from './stream-steps.ts'

const Add = command('Add', {})
const Added = event('Added', {})
const Broken = event('Broken', {})
interface Sum {
  readonly is: 'Sum'
  readonly sum: number
  readonly last: readonly number[]
}
const Counter = aggregate('Counter', {
  commands: [Add],
  events: [Added, Broken],
  initial: (): Sum => ({ is: 'Sum', sum: 0, last: [] }),
})
  .decide({ Sum: { Add: () => Added({}) } })
  .evolve({
    Added: ({ sum, last }, data) => {
      folds++
      const { n } = data as { n: number }
      return { is: 'Sum', sum: sum + n, last: [...last.slice(-9), n] }
    },
    Broken: () => {
      throw new TypeError('ann is broken')
    },
  })
const Counting = boundedContext('counting', { purpose: 'Counts.', owns: [Counter], accepts: [Add] })

let folds = 0
const { signal } = new AbortController()
const clock = { soon: (task: () => void) => setImmediate(task) }
const sumOf = (revision: number) => (revision * (revision + 1)) / 2

const eventAt = (revision: number, type = 'Added'): StoredEvent => ({
  ...{ stream: 'counter-1', id: `e${revision}`, version: 1, tags: [], meta: null },
  ...{ revision, position: revision, at: revision * 1_000, type, data: `{"n":${revision}}` },
})

/** A stream of so many events, none of which is kept anywhere. */
const streamOf = (length: number, of = eventAt) => ({
  readStream: async (_: string, { after = 0, limit }: { after?: number; limit: number }) =>
    Array.from({ length: Math.max(0, Math.min(limit, length - after)) }, (_, i) =>
      of(after + 1 + i),
    ),
})

const stepping = (
  length: number,
  limits: { readonly [K in keyof typeof stepDefaults]?: number } = {},
  of = eventAt,
) => {
  const read = streamSteps(streamOf(length, of), folding(Counting), clock, {
    ...stepDefaults,
    ...limits,
  })
  return (after: number, limit = 256) =>
    read('counter-1', { after, limit, isDisclosed: false, signal })
}

describe('the steps of a stream', () => {
  it('lead from the state before them to the state behind each', async () => {
    const steps = stepping(1_000)
    for (const after of [0, 256, 700, 3, 999, 512]) {
      const { base, steps: found } = await steps(after, 100)
      let state = base as Json
      expect(state).toMatchObject({ sum: sumOf(after) })
      for (const { revision, change } of found) {
        state = applyPatch(state, change ?? [])
        expect(state).toMatchObject({ sum: sumOf(revision) })
      }
      expect(found).toHaveLength(Math.min(100, 1_000 - after))
    }
  })

  it('anywhere in 50,000 events cost two spacings of folds, once it was folded', async () => {
    const steps = stepping(50_000)
    await steps(49_900)
    for (const after of [256, 25_600, 12_345, 49_920, 1]) {
      folds = 0
      await steps(after)
      expect(folds).toBeLessThanOrEqual(2 * stepDefaults.spacing)
    }
  })

  it('behind a million events are worked out over several answers, each of a bounded size', async () => {
    const steps = stepping(1_000_000)
    let answers = 0
    for (;;) {
      folds = 0
      const { base, folded, steps: found } = await steps(999_900)
      answers++
      expect(folds).toBeLessThanOrEqual(stepDefaults.folds + 256)
      expect(found).toHaveLength(100)
      if (folded === 1_000_000) {
        expect(base).toMatchObject({ sum: sumOf(999_900) })
        break
      }
      expect(base).toBeNull()
    }
    expect(answers).toBe(20)
    folds = 0
    expect((await steps(500_000)).base).toMatchObject({ sum: sumOf(500_000) })
    // as many states as are kept, however long the stream is
    expect(folds).toBeLessThanOrEqual(2_048)
  })

  it('keep fewer states where these are large', async () => {
    const steps = stepping(10_000, { characters: 500 })
    await steps(10_000)
    folds = 0
    expect((await steps(9_000)).base).toMatchObject({ sum: sumOf(9_000) })
    expect(folds).toBeGreaterThan(stepDefaults.spacing)
  })

  it('go on without states behind an event that cannot be folded, and say which', async () => {
    const broken = (revision: number) =>
      revision === 7
        ? eventAt(7, 'Broken')
        : eventAt(revision, revision === 3 ? 'Unknown' : 'Added')
    const { base, steps: found, failure } = await stepping(10, {}, broken)(4)
    expect(base).toMatchObject({ sum: 1 + 2 + 4 })
    expect(found.map(({ change }) => change !== null)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ])
    expect(failure).toBe('event 7 (Broken) cannot be folded: TypeError')
    expect(await stepping(10, {}, broken)(8)).toMatchObject({ base: null, failure })
  })

  it('asked for by several at once are those of each', async () => {
    const steps = stepping(5_000)
    const asked = [4_000, 10, 2_000, 4_999]
    const found = await Promise.all(asked.map((after) => steps(after, 1)))
    expect(found.map(({ base }) => (base as unknown as Sum).sum)).toEqual(asked.map(sumOf))
  })
})
