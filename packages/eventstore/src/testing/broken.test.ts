import assert from 'node:assert/strict'
import { systemClock } from '@watertight/ports/node'
import { test } from 'vitest'
import type { Engine } from '../engine.ts'
import { memory } from '../memory/memory.ts'
import { contract } from './contract.ts'

interface Broken {
  /** Part of the name of a case it must fail. */
  readonly fails: string
  alter(engine: Engine): Partial<Engine>
}

const broken: { readonly [name: string]: Broken } = {
  'ignores expected revisions': {
    fails: 'of 20 racing creators',
    alter: ({ commit }) => ({
      commit: (batch) =>
        commit(
          batch.map((one) => ({
            ...one,
            parts: one.parts.map((part) => ({ ...part, expect: 'any' })),
          })),
        ),
    }),
  },
  'ignores ids': {
    fails: 'the same ids again',
    alter: ({ commit }) => ({
      commit: (batch) => commit(batch.map((one) => ({ ...one, repeatable: false }))),
    }),
  },
  'ignores conditions': {
    fails: 'racing conditional appends',
    alter: ({ commit }) => ({
      commit: (batch) => commit(batch.map((one) => ({ ...one, failIf: null }))),
    }),
  },
  'ignores guards': {
    fails: 'claimed row refuses',
    alter: ({ commit }) => ({
      commit: (batch) =>
        commit(
          batch.map((one) => ({
            ...one,
            writes: one.writes
              .filter(({ op }) => op !== 'require')
              .map(({ if: _, ...write }) => write as (typeof one.writes)[number]),
          })),
        ),
    }),
  },
  'forgets rows': {
    fails: 'inline projection is there',
    alter: ({ commit }) => ({
      commit: (batch) =>
        commit(batch.map((one) => (one.parts.length > 0 ? { ...one, writes: [] } : one))),
    }),
  },
  'skips an event at a page end': {
    fails: 'more events than a page',
    alter: ({ readLog }) => ({
      readLog: (query, range) =>
        readLog(query, {
          ...range,
          ...(!range.backwards && range.after && { after: range.after + 1 }),
        }),
    }),
  },
  'moves the position past a match': {
    fails: 'a subscription catches up',
    alter: ({ readLog }) => ({
      async readLog(query, range) {
        const page = await readLog(query, range)
        return { ...page, scanned: page.head }
      },
    }),
  },
  'lets time go back': {
    fails: 'time never goes back',
    alter: ({ commit }) => ({
      commit: async (batch) =>
        (await commit(batch)).map((verdict, i) =>
          verdict.is === 'appended' ? { ...verdict, at: batch[i]?.now ?? 0 } : verdict,
        ),
    }),
  },
}

/** In memory nothing takes a turn for long: a case that has not ended after so many never will. */
const patience = 3_000

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => systemClock.soon(resolve))
}

/** The names of the cases that fail, or never end, on engines like this. */
async function failuresOf(open: () => Engine): Promise<readonly string[]> {
  const failed: string[] = []
  const cases: (() => Promise<void>)[] = []
  const runner = {
    describe: (_: string, body: () => void) => body(),
    test: (name: string, body: () => Promise<void>) => {
      cases.push(async () => {
        const ends = body().then(
          () => true,
          () => false,
        )
        if (!(await Promise.race([ends, turns(patience)]))) failed.push(name)
      })
    },
  }
  contract(runner, 'broken', { durable: false, place: () => ({ open, remove: () => {} }) })
  for (const run of cases) await run()
  return failed
}

test('an engine that is not broken fails no case', async () => {
  assert.deepEqual(await failuresOf(memory), [])
})

for (const [name, { fails, alter }] of Object.entries(broken))
  test(`an engine that ${name} fails a named case`, async () => {
    const failed = await failuresOf(() => {
      const engine = memory()
      return { ...engine, ...alter(engine) }
    })
    assert(
      failed.some((one) => one.includes(fails)),
      `failed only: ${failed.join('; ')}`,
    )
  })
