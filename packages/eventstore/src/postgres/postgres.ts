import type { Clock, Random } from '@watertight/ports'
import type pg from 'pg'
import { checkName, checkWhole } from '../check.ts'
import type { Engine } from '../engine.ts'
import { EventStoreError } from '../errors.ts'
import { type Connection, configOf } from './connecting.ts'
import { checkDurable } from './durability.ts'
import { asTold } from './failures.ts'
import { openLayout } from './layout/layout.ts'
import { listener } from './listener.ts'
import { quoted } from './names.ts'
import { reader } from './reader.ts'
import { rowTables } from './rows.ts'
import { type PostgresTransaction, within } from './transaction.ts'
import { appender, writer } from './writer.ts'

export interface PostgresOptions {
  readonly connection: Connection
  /** Logs of one schema share tables, each with its own positions and its own lock: one per tenant. `main` unless told. */
  readonly log?: string
  /** Where the tables are; made when missing. `watertight` unless told. */
  readonly schema?: string
  /** Names the loss: what was acknowledged less than a second before the server crashes may be gone. */
  readonly synchronousCommit?: 'off'
  /** How long calls wait for a server that cannot be reached: 30 s unless told. Opening does not wait. */
  readonly patienceMs?: number
  readonly ports: { readonly clock: Clock; readonly random: Random }
}

export interface PostgresEngine extends Engine {
  /** For `store.within`: appends that are written inside the caller's own transaction on this client. */
  transaction(client: pg.ClientBase): PostgresTransaction
}

export const postgresDefaults = Object.freeze({
  log: 'main',
  schema: 'watertight',
  patienceMs: 30_000,
})

/** A log in a PostgreSQL database. Acknowledged means durable: the server has flushed it. Any number of processes may write it. */
export function postgres(options: PostgresOptions): PostgresEngine {
  const {
    connection,
    log: name,
    schema,
    patienceMs,
    synchronousCommit,
    ports,
  } = {
    ...postgresDefaults,
    ...options,
  }
  checkName('log', name)
  checkSchema(schema)
  checkWhole('patienceMs', patienceMs, 0)
  const config = configOf(connection)
  const closing = new AbortController()
  const patience = { ...ports, patienceMs, signal: closing.signal }
  const check = synchronousCommit === 'off' ? async () => {} : checkDurable

  const tables = rowTables(schema)
  const append = appender(schema, tables)
  const reads = reader(config, patience, schema)
  const writes = writer(config, patience, append, async (client) => {
    await client.query(`set default_transaction_isolation = 'read committed'`)
    if (synchronousCommit === 'off') await client.query('set synchronous_commit = off')
    await check(client)
  })
  const listeners = new Set<() => void>()
  const hint = () => {
    for (const listen of listeners) listen()
  }
  const heads = `${quoted(schema)}.wt_heads`
  let log = 0
  const ears = listener({
    ...ports,
    config,
    schema,
    heard(written, processId) {
      // the commits of this engine were hinted at when they were answered
      if (written === log && processId !== writes.processId) hint()
    },
    reconnected: hint,
  })

  async function onClient(work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    try {
      const client = await reads.pool.connect()
      try {
        await work(client)
      } finally {
        client.release()
      }
    } catch (error) {
      throw asTold(error, config.address)
    }
  }
  async function idOf(client: pg.ClientBase): Promise<number> {
    const find = `select id from ${heads} where log = $1`
    const found = await client.query(find, [name])
    if (found.rows.length > 0) return found.rows[0].id
    await client.query(`insert into ${heads}(log) values($1) on conflict (log) do nothing`, [name])
    return (await client.query(find, [name])).rows[0].id
  }
  let opening: Promise<void> | undefined
  async function openLog(): Promise<void> {
    await writes.open()
    await onClient(async (client) => {
      await openLayout(client, schema)
      log = await idOf(client)
    })
    ears.start()
  }
  let closed: Promise<void> | undefined
  async function close(): Promise<void> {
    listeners.clear()
    await opening?.catch(() => {})
    await writes.close()
    closing.abort(new EventStoreError('WT_CLOSED', 'the engine was closed'))
    await ears.close()
    await reads.pool.end()
  }

  return {
    async open(declared) {
      opening ??= openLog()
      await opening
      await onClient((client) => tables.declare(client, declared))
    },
    async commit(batch) {
      const verdicts = await writes.commit(log, batch)
      if (verdicts.some(({ is }, i) => is === 'appended' && batch[i]?.parts.length !== 0)) hint()
      return verdicts
    },
    readStream: (stream, range) => reads.readStream(log, stream, range),
    readLog: (query, range) => reads.readLog(log, query, range),
    streams: (range) => reads.streams(log, range),
    positionAt: (time) => reads.positionAt(log, time),
    head: () => reads.head(log),
    rows: (query) => tables.find(reads.ask, log, query),
    onChange(listen) {
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
    transaction: (client) => within({ client, address: config.address, log, append, check }),
    close() {
      closed ??= close()
      return closed
    },
  }
}

function checkSchema(schema: string): void {
  if (/^[a-z][a-z0-9_]{0,39}$/.test(schema)) return
  const what = `\`schema\` is '${schema}', expected up to 40 small letters, digits and underscores`
  throw new EventStoreError('WT_OPTION_INVALID', what, { option: 'schema', value: schema })
}
