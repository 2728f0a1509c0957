import { test } from 'vitest'
import type { Engine } from '../engine.ts'
import { memory } from '../memory/memory.ts'
import { eachFails } from './test-kit/broken.ts'

interface Altered {
  readonly fails: string
  alter(engine: Engine): Partial<Engine>
}

const broken: { readonly [defect: string]: Altered } = {
  'ignores expected revisions': {
    fails: 'of 20 racing creators one wins',
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
    fails: 'the same ids again: the first answer, nothing stored',
    alter: ({ commit }) => ({
      commit: (batch) => commit(batch.map((one) => ({ ...one, repeatable: false }))),
    }),
  },
  'ignores conditions': {
    fails: 'of 10 racing conditional appends one wins',
    alter: ({ commit }) => ({
      commit: (batch) => commit(batch.map((one) => ({ ...one, failIf: null }))),
    }),
  },
  'ignores guards': {
    fails: "a claimed row refuses the second append and answers with the first one's row",
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
    fails: 'an inline projection is there when the append answers, with revision and time',
    alter: ({ commit }) => ({
      commit: (batch) =>
        commit(batch.map((one) => (one.parts.length > 0 ? { ...one, writes: [] } : one))),
    }),
  },
  'skips an event at a page end': {
    fails: 'reads more events than a page, both ways, in order and once',
    alter: ({ readLog }) => ({
      readLog: (query, range) =>
        readLog(query, {
          ...range,
          ...(!range.backwards && range.after && { after: range.after + 1 }),
        }),
    }),
  },
  'moves the position past a match': {
    fails: 'a subscription catches up, says so, then is live without a gap',
    alter: ({ readLog }) => ({
      async readLog(query, range) {
        const page = await readLog(query, range)
        return { ...page, scanned: page.head }
      },
    }),
  },
  'lets time go back': {
    fails: 'time never goes back along the log',
    alter: ({ commit }) => ({
      commit: async (batch) =>
        (await commit(batch)).map((verdict, i) =>
          verdict.is === 'appended' ? { ...verdict, at: batch[i]?.now ?? 0 } : verdict,
        ),
    }),
  },
}

const subjectOf = (open: () => Engine) => ({
  durable: false,
  place: () => ({ open, remove: () => {} }),
})

eachFails(
  { test },
  subjectOf(memory),
  Object.fromEntries(
    Object.entries(broken).map(([defect, { fails, alter }]) => {
      const open = () => {
        const engine = memory()
        return { ...engine, ...alter(engine) }
      }
      return [defect, { fails, subject: subjectOf(open) }]
    }),
  ),
)
