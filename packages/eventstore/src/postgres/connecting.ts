import type { Clock, Random } from '@watertight/ports'
import pg from 'pg'
import { EventStoreError } from '../errors.ts'
import { type Address, asTold, troubleOf } from './failures.ts'

/** A `postgres://` address, or what `pg` takes: host, port, database, user, password, ssl. */
export type Connection = string | pg.ClientConfig

const connectTimeoutMs = 5_000
const int8 = 20

const types: pg.CustomTypesConfig = {
  // positions and amounts are safe integers
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text'),
}

export interface Config {
  readonly client: pg.ClientConfig
  readonly address: Address
}

/** Reads the connection without making one. */
export function configOf(connection: Connection): Config {
  const given = typeof connection === 'string' ? { connectionString: connection } : connection
  const client = {
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: 'watertight',
    ...given,
    types,
  }
  try {
    const { host, port, database, user } = new pg.Client(client)
    return { client, address: { host, port, database, user } }
  } catch {
    // the cause would hold the whole text, password and all
    throw new EventStoreError('WT_OPTION_INVALID', '`connection` is no address of a PostgreSQL')
  }
}

export interface Connected {
  readonly client: pg.Client
  readonly alive: boolean
}

/** One connection, made ready; statements sent together travel together. */
export async function connect(
  { client: config, address }: Config,
  prepare: (client: pg.Client) => Promise<void>,
): Promise<Connected> {
  const client = new pg.Client({ ...config, pipeline: true })
  let alive = true
  const died = () => {
    alive = false
  }
  // without a listener an idle connection that breaks would end the process
  client.on('error', died).on('end', died)
  try {
    await client.connect()
    await prepare(client)
  } catch (error) {
    client.end().catch(() => {})
    throw asTold(error, address)
  }
  return {
    client,
    get alive() {
      return alive
    },
  }
}

/** A few connections, made when needed. */
export function poolOf({ client }: Config, max: number): pg.Pool {
  const pool = new pg.Pool({ ...client, max })
  // an idle connection that breaks is replaced with the next call
  pool.on('error', () => {})
  return pool
}

/** Pauses between attempts: they double, and differ from process to process. */
const backoff = Object.freeze({ firstMs: 50, mostMs: 2_000 })

export interface Patience {
  readonly clock: Clock
  readonly random: Random
  /** How long a server that cannot be reached is waited for. */
  readonly patienceMs: number
  readonly signal: AbortSignal
}

/** Does it again while the server cannot be reached, until it can, patience ends or the signal fires. */
export async function patiently<T>(
  { clock, random, patienceMs, signal }: Patience,
  attempt: () => Promise<T>,
): Promise<T> {
  const end = clock.now() + patienceMs
  for (let pause: number = backoff.firstMs; ; pause = Math.min(pause * 2, backoff.mostMs)) {
    try {
      return await attempt()
    } catch (error) {
      const isGone = troubleOf(error) === 'lost' || isUnreachable(error)
      if (!isGone || signal.aborted || clock.now() >= end) throw error
    }
    await clock.sleep(pause * (0.5 + random.next()), signal).catch(() => {})
  }
}

export const isUnreachable = (error: unknown) =>
  error instanceof EventStoreError && error.code === 'WT_DATABASE_UNREACHABLE'
