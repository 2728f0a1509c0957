import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { table, type Write } from '@watertight/domain'
import fc from 'fast-check'
import { inject, test } from 'vitest'
import type { Commit, Engine, NewEvent, QueryItem, Range } from './engine.ts'
import { addressOf, place, ports } from './fixtures/postgres-place.ts'
import { memory } from './memory/memory.ts'
import { postgres } from './postgres/postgres.ts'
import { sqlite } from './sqlite/sqlite.ts'

const Seats = table('seats', { id: 'text', n: 'integer', note: 'text?', at: 'integer' }, ['id'])

const few = (...words: readonly string[]) => fc.constantFrom(...words)
const someOf = (...words: readonly string[]) => fc.subarray([...words])
const position = fc.integer({ min: 0, max: 25 })

const item: fc.Arbitrary<QueryItem> = fc.record({
  types: someOf('A', 'B', 'Never'),
  tags: someOf('t:1', 't:2', 't:never'),
})
const query = fc.array(item, { maxLength: 3 })
const newEvent: fc.Arbitrary<NewEvent> = fc.record({
  // some are used twice, in part
  id: fc.integer({ min: 1, max: 300 }).map((n) => `id-${n}`),
  type: few('A', 'B'),
  version: fc.constant(1),
  data: fc.constant('{}'),
  meta: fc.constant(null),
  tags: someOf('t:1', 't:2'),
})
const key = few('x', 'y').map((id) => ({ id }))
const guard = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant('absent' as const) },
  { weight: 1, arbitrary: fc.record({ n: fc.integer({ min: 0, max: 3 }) }) },
)
const cell = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constant({ stamp: 'position', of: 0 } as const),
)
const change = fc.record(
  {
    n: fc.oneof(cell, fc.constant({ plus: 2 })),
    note: fc.option(few('p', 'q')),
    at: fc.constant({ stamp: 'at', of: 0 } as const),
  },
  { requiredKeys: [] },
)
const withGuard = <W extends object>([write, held]: [W, Write['if']]) =>
  (held === undefined ? write : { ...write, if: held }) as Write
const put = fc.record(
  {
    op: fc.constant('put' as const),
    table: fc.constant('seats'),
    row: fc.record({ id: few('x', 'y'), n: cell, note: fc.constant(null), at: fc.constant(0) }),
    or: change,
  },
  { requiredKeys: ['op', 'table', 'row'] },
)
const patch = fc.record({
  op: fc.constant('patch' as const),
  table: fc.constant('seats'),
  key,
  set: change,
})
const remove = fc.record({ op: fc.constant('remove' as const), table: fc.constant('seats'), key })
const write = fc.tuple(fc.oneof(put, patch, remove), guard).map(withGuard)
const part = fc.record({
  stream: few('a', 'b', 'c'),
  expect: fc.oneof(
    { weight: 8, arbitrary: fc.constant('any' as const) },
    { weight: 2, arbitrary: fc.constantFrom('none' as const, 'exists' as const) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 4 }) },
  ),
  events: fc.array(newEvent, { minLength: 1, maxLength: 3 }),
})
const commit: fc.Arbitrary<Commit> = fc.record({
  parts: fc.uniqueArray(part, { minLength: 1, maxLength: 2, selector: ({ stream }) => stream }),
  repeatable: fc.constant(true),
  failIf: fc.option(fc.record({ query, after: position })),
  writes: fc.array(write, { maxLength: 3 }),
  now: fc.integer({ min: 0, max: 100 }),
})
const distinct = ({ parts }: Commit) => {
  const ids = parts.flatMap(({ events }) => events.map(({ id }) => id))
  return new Set(ids).size === ids.length
}
const range: fc.Arbitrary<Range> = fc.record(
  {
    after: position,
    upTo: position,
    backwards: fc.boolean(),
    limit: fc.integer({ min: 1, max: 8 }),
  },
  { requiredKeys: ['limit'] },
)

const batch = fc.array(commit.filter(distinct), { minLength: 1, maxLength: 4 })
const batches = fc.array(fc.record({ batch, again: fc.boolean() }), { minLength: 1, maxLength: 6 })
const reads = fc.array(fc.tuple(query, range), { maxLength: 8 })

/** What one engine judges, stores and reads, another must, too. */
async function checkAlike(open: () => Engine, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(batches, reads, async (batches, reads) => {
      const one = memory()
      const two = open()
      const both = async <T>(ask: (engine: Engine) => Promise<T>) =>
        assert.deepEqual(await ask(two), await ask(one))
      try {
        for (const engine of [one, two]) await engine.open([Seats])
        for (const { batch, again } of batches)
          for (let times = again ? 2 : 1; times > 0; times--)
            await both((engine) => engine.commit(batch))
        await both((engine) => engine.rows({ table: 'seats', where: {} }))
        for (const [asked, bounds] of reads) {
          await both((engine) => engine.readLog(asked, bounds))
          await both((engine) => engine.readStream('a', bounds))
          await both((engine) => engine.positionAt(bounds.limit * 12))
        }
      } finally {
        await two.close()
      }
    }),
    { seed: 1, numRuns },
  )
}

test('memory and SQLite judge, store and read alike, whatever is asked of them', async () => {
  const storage = { open: () => new DatabaseSync(':memory:') }
  await checkAlike(() => sqlite({ storage, name: 'log' }), 200)
})

test('memory and PostgreSQL do so, too', async () => {
  const connection = await addressOf(inject('postgres'))
  const { schema, remove } = place(connection)
  let logs = 0
  await checkAlike(() => postgres({ connection, schema, log: `log-${++logs}`, ports }), 100)
  await remove()
}, 60_000)
