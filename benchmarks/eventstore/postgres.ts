import { setTimeout as sleep } from 'node:timers/promises'
import { postgres } from '@watertight/eventstore/postgres'
import { systemClock, systemRandom } from '@watertight/ports/node'
import { startPostgres } from '../../test/postgres-server.ts'
import { check } from '../measure/check.ts'
import { median, quantile } from '../measure/statistics.ts'
import { connections } from './connections.ts'
import { items, meta, PlainItemAdded } from './events.ts'
import { CannotComplete, type Lane, type Rounds, rateOf, takeRounds } from './lanes.ts'
import { appender, openStore, type Store } from './our-store.ts'
import { metered, timesCheaper } from './server-cpu.ts'
import type { Pace } from './sqlite.ts'

export type PostgresLane =
  | 'raw'
  | 'ours'
  | 'emmett'
  | 'message-db, one category'
  | 'message-db, 32 categories'

export interface OnPostgres {
  readonly rounds: Rounds<PostgresLane>
  /** How many times the CPU of ours theirs take for an event, client and server together. */
  readonly cpu: Readonly<Record<'raw' | 'emmett', number>>
  readonly handlerMs: { readonly p50: number; readonly p99: number }
  readonly verified: Readonly<Record<string, number | string>>
  readonly version: string
}

/** 32 appenders on a PostgreSQL of this run, and how soon a subscriber in another store hears. */
export async function onPostgres({ rounds, sliceMs }: Pace, wakes: number): Promise<OnPostgres> {
  const server = await startPostgres()
  try {
    const admin = connections(server.url)
    const database = async (name: string) => {
      await admin.query(`create database ${name}`)
      const url = new URL(server.url)
      url.pathname = name
      return url.href
    }
    const version = String((await admin.query('show server_version')).rows[0].server_version)
    const raw = await rawPostgres(await database('raw'))
    const connection = await database('ours')
    const open = () =>
      openStore(postgres({ connection, ports: { clock: systemClock, random: systemRandom } }))
    const store = await open()
    const ours = appender(store)
    const emmett = await peer(async () =>
      (await import('./emmett-postgres.ts')).emmettPostgres(await database('emmett')),
    )
    const messageDb = await peer(async () =>
      (await import('./message-db.ts')).messageDb(await database('message_db')),
    )
    const costs = {
      raw: metered(raw.concurrent, admin),
      ours: metered(ours.lane(32, 1), admin),
      emmett: metered(emmett.is ? emmett.is.concurrent : emmett.lane, admin),
    }
    const lanes: Record<PostgresLane, Lane> = {
      ...costs,
      'message-db, one category': messageDb.is ? messageDb.is.concurrent(1) : messageDb.lane,
      'message-db, 32 categories': messageDb.is ? messageDb.is.concurrent(32) : messageDb.lane,
    }
    const taken = await takeRounds(lanes, rounds, sliceMs)
    const cpu = {
      raw: timesCheaper(costs.ours, costs.raw),
      emmett: timesCheaper(costs.ours, costs.emmett),
    }
    const verified = {
      raw: await raw.verify(),
      ours: await ours.verify(),
      ...(emmett.is && { emmett: await emmett.is.verify() }),
      ...(messageDb.is && { 'message-db': await messageDb.is.verify() }),
    }
    // a server has a hundred connections
    await Promise.all([emmett.is?.close(), messageDb.is?.close(), raw.close(), admin.end()])
    const reader = await open()
    const handlerMs = await wakeUps(store, reader, wakes)
    await Promise.all([store.close(), reader.close()])
    return { rounds: taken, cpu, handlerMs, verified, version }
  } finally {
    await server.stop()
  }
}

/** A peer, or the lane of one that is not there. */
async function peer<T>(open: () => Promise<T>): Promise<{ readonly is?: T; readonly lane: Lane }> {
  try {
    return { is: await open(), lane: { slice: async () => Number.NaN } }
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    const slice = async () => {
      throw new CannotComplete(why ?? 'not installed')
    }
    return { lane: { slice } }
  }
}

/** 32 connections, each inserting one row in a transaction of its own. */
async function rawPostgres(connectionString: string) {
  const pool = connections(connectionString)
  const settings = await pool.query(
    `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit')`,
  )
  check(
    settings.rows.every(({ setting }) => setting === 'on'),
    'the raw limit is not durable',
  )
  await pool.query(`create table events(position bigserial primary key, stream text not null,
    revision bigint not null, type text not null, data text not null, meta text not null,
    unique(stream, revision))`)
  let n = 0
  let acknowledged = 0
  return {
    concurrent: {
      slice: (ms: number) =>
        rateOf(ms, 32, 1, async () => {
          await pool.query({
            name: 'insert',
            text: 'insert into events(stream, revision, type, data, meta) values($1, $2, $3, $4, $5)',
            values: [
              `cart-${n}`,
              1,
              'ItemAdded',
              JSON.stringify(items(n++, 1)[0]),
              JSON.stringify(meta),
            ],
          })
          acknowledged++
        }),
    },
    async verify() {
      const { rows } = await pool.query('select count(*)::int as n from events')
      check(rows[0].n === acknowledged, `${acknowledged} acknowledged, ${rows[0].n} stored`)
      return acknowledged
    },
    close: () => pool.end(),
  }
}

/** From the answer of an append to the call of a subscriber that is another store, on connections of its own. */
async function wakeUps(writer: Store, reader: Store, many: number) {
  const end = new AbortController()
  const called = new Map<number, number>()
  const reading = (async () => {
    const after = await reader.head()
    for await (const { events } of reader.subscribe({ after, signal: end.signal }))
      for (const { position } of events) called.set(position, performance.now())
  })().catch((error) => {
    if (!end.signal.aborted) throw error
  })
  await sleep(300)
  const waits: number[] = []
  for (let i = 0; i < many; i++) {
    const answer = await writer.append('woken', PlainItemAdded({ ...items(i, 1)[0] }), { meta })
    const answered = performance.now()
    check(answer.is === 'appended', `an append answered ${answer.is}`)
    if (answer.is !== 'appended') continue
    for (let waited = 0; !called.has(answer.position); waited++) {
      check(waited < 5_000, 'the subscriber was not called')
      await sleep(1)
    }
    // called before the answer was heard is no wait
    waits.push(Math.max(0, (called.get(answer.position) ?? 0) - answered))
    await sleep(Math.floor(2 + 5 * ((i * 0.618) % 1)))
  }
  end.abort()
  await reading
  return { p50: median(waits), p99: quantile(waits, 0.99) }
}
