import type { ClientBase } from 'pg'
import { EventStoreError } from '../../errors.ts'
import { quoted } from '../names.ts'
import { append } from './append.ts'
import { matching } from './matching.ts'
import { positionAt } from './position-at.ts'
import { statement } from './statement.ts'
import { tables } from './tables.ts'
import { words } from './words.ts'

export type Migration = (schema: string, channel: string) => string

/** Functions hold nothing, so the last step replaces them all: a release that changes one gives this step the next number. */
export const functions: Migration = (schema, channel) =>
  words(schema) +
  positionAt(schema) +
  matching(schema) +
  statement(schema) +
  append(schema, channel)

/** What brings a schema from one layout to the next. A released one is never changed: a later release adds another. */
const migrations: readonly Migration[] = [tables, functions]

/** Where a batch is announced to all who read logs of the schema. */
export const channelOf = (schema: string) => `wt_${schema}`

/** Brings a schema up to this release's layout, or says that a newer one wrote it. Several processes may open at once: one migrates, the others wait. */
export async function openLayout(
  client: ClientBase,
  schema: string,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  const s = quoted(schema)
  const known = steps.length
  const version = async (): Promise<number> => {
    // not to_regclass: it may remember that the table was not there
    const { rowCount } = await client.query(
      `select from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = $1 and c.relname = 'wt_layout'`,
      [schema],
    )
    if (rowCount === 0) return 0
    const { rows } = await client.query(`select max(version) as version from ${s}.wt_layout`)
    return Number(rows[0].version)
  }
  const isCurrent = (found: number): boolean => {
    if (found <= known) return found === known
    const what = `schema '${schema}' has layout ${found}, this release knows ${known}`
    throw new EventStoreError('WT_LAYOUT_NEWER', what, { schema, found, known })
  }
  // the usual case needs no right to create anything
  if (isCurrent(await version())) return
  await locked(client, schema, async () => {
    const found = await version()
    if (isCurrent(found)) return
    if (found === 0) {
      await client.query(`create schema if not exists ${s}`)
      await client.query(
        `create table ${s}.wt_layout(version integer primary key, since timestamptz not null default now())`,
      )
    }
    for (const [i, step] of steps.entries()) {
      if (i < found) continue
      await client.query(step(s, channelOf(schema)))
      await client.query(`insert into ${s}.wt_layout(version) values($1)`, [i + 1])
    }
  })
}

/** Does what creates or changes tables in one transaction, one process at a time. */
export async function locked(
  client: ClientBase,
  schema: string,
  work: () => Promise<void>,
): Promise<void> {
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `watertight ${schema}`,
    ])
    await work()
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}
