import { inject, test } from 'vitest'
import { addressOf, place, run } from '../fixtures/postgres-place.ts'
import { functions } from '../postgres/layout/layout.ts'
import type { Subject } from './contract.ts'
import { eachFails } from './test-kit/broken.ts'

const connection = await addressOf(inject('postgres'))

/** The real adapter, on a schema that is spoiled once the layout is there. */
const spoiled = (spoil: (schema: string) => Promise<unknown>): Subject => ({
  durable: true,
  place() {
    const { schema, open, remove } = place(connection)
    let done: Promise<unknown> | undefined
    return {
      open() {
        const engine = open()
        return {
          ...engine,
          async open(tables) {
            await engine.open(tables)
            done ??= spoil(schema)
            await done
          },
        }
      },
      remove,
    }
  },
})

/** A function of the database with other text in it. */
function replacing(name: string, was: string, is: string): Subject {
  // said before any case runs: one that fails for this would pass as found out
  if (!functions('s', 'c').includes(was)) throw new Error(`no function has '${was}'`)
  return spoiled(async (schema) => {
    const { rows } = await run(
      connection,
      `select pg_get_functiondef('${schema}.${name}'::regproc) as text`,
    )
    await run(connection, String(rows[0].text).replaceAll(was, is))
  })
}
const altering = (sql: (schema: string) => string) =>
  spoiled((schema) => run(connection, sql(schema)))

eachFails(
  { test },
  { durable: true, place: () => place(connection) },
  {
    'has no unique index over ids': {
      fails: 'an id is stored once, whoever sends it, and costs the others of its group nothing',
      subject: altering((s) => `alter table ${s}.wt_events drop constraint wt_events_log_id_key`),
    },
    'leaves gaps between positions': {
      fails: '200 concurrent appends get positions 1 to 200, each stream in order',
      subject: replacing(
        'wt_append',
        'last := last + p_events[i]',
        'last := last + p_events[i] + 1',
      ),
    },
    'ignores expected revisions': {
      fails: 'of 20 racing on one revision one wins, and the others learn the actual one',
      subject: replacing('wt_append', 'p_expect[i] = -2', 'true'),
    },
    'lets time go back': {
      fails: 'time never goes back along the log',
      subject: replacing('wt_append', 'greatest(now_at, c_now[c])', 'c_now[c]'),
    },
    'looks one event too far behind a condition': {
      fails: 'failIf looks only behind its position',
      subject: replacing('wt_append', 'r.items, r.after,', 'r.items, r.after + 1,'),
    },
    'does not judge guarded rows': {
      fails: "a claimed row refuses the second append and answers with the first one's row",
      subject: replacing('wt_append', 'if guards is not null then', 'if false then'),
    },
    'does not look for appends made before': {
      fails: 'the same ids again: the first answer, nothing stored',
      subject: replacing('wt_append', 'if true = any(c_repeatable) then', 'if false then'),
    },
    'splits a millisecond as of a time': {
      fails: 'events of one millisecond are read together or not at all',
      subject: replacing('wt_position_at', '<= a_time', '< a_time'),
    },
    'takes one of the tags for all of them': {
      fails: 'failIf takes two tags and finds only events that have both',
      subject: replacing('wt_matching_asc', 'words[2:]', 'words[9:]'),
    },
  },
)
