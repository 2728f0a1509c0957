import { basename, dirname, resolve } from 'node:path'
import { fileStorage } from '@watertight/ports/node'
import type { Engine } from '../engine.ts'
import { EventStoreError } from '../errors.ts'
import { hasLog } from '../postgres/has-log.ts'
import { postgres, postgresDefaults } from '../postgres/postgres.ts'
import { type Reads, reading } from '../read/read.ts'
import { type SqliteEngine, sqlite } from '../sqlite/sqlite.ts'
import { system } from '../system-tables.ts'
import { type Context, usageError } from './context.ts'
import { holdsLog, isFile } from './files.ts'

export interface Where {
  readonly log?: string | undefined
  readonly schema?: string | undefined
}
interface OpenLog {
  readonly engine: Engine
  /** Reads events as they are stored: the commands do not know the words of a log. */
  readonly reads: Reads
  readonly backup?: SqliteEngine['backup']
}

const extension = '.sqlite'
const isAddress = (target: string) => /^postgres(ql)?:\/\//.test(target)

/** Opens the log of a file or a PostgreSQL address for one command, and closes it after. One that is not there is made only where `create` says so. */
export async function withLog<T>(
  { ports }: Pick<Context, 'ports'>,
  target: string,
  where: Where,
  work: (log: OpenLog) => Promise<T>,
  { create = false }: { readonly create?: boolean } = {},
): Promise<T> {
  const engine = isAddress(target)
    ? await inDatabase(target, where, ports, create)
    : inFile(target, where, create)
  try {
    await engine.open(Object.values(system))
    // events stay what they are stored as
    const words = { decodeAll: (e: unknown) => e, query: (q: unknown) => q ?? [] } as never
    const log = { engine, reads: reading({ engine, words }) }
    const { backup } = engine as Partial<SqliteEngine>
    return await work({ ...log, ...(backup && { backup }) })
  } finally {
    await engine.close()
  }
}

function inFile(path: string, { log, schema }: Where, create: boolean): SqliteEngine {
  if (log !== undefined || schema !== undefined)
    throw usageError('--log and --schema: a file has one log and no schemas')
  if (!path.endsWith(extension))
    throw usageError(`expected a file ${`NAME${extension}`} or postgres://…, got '${path}'`)
  const whole = resolve(path)
  if (!(create && !isFile(whole)) && !holdsLog(whole))
    throw new EventStoreError('WT_LOG_MISSING', `${path} holds no log`, { path })
  const storage = fileStorage(dirname(whole))
  return sqlite({ storage, name: basename(whole, extension) })
}

async function inDatabase(
  connection: string,
  given: Where,
  ports: Context['ports'],
  create: boolean,
): Promise<Engine> {
  const log = given.log ?? postgresDefaults.log
  const schema = given.schema ?? postgresDefaults.schema
  if (!create && !(await hasLog({ connection, log, schema })))
    throw new EventStoreError('WT_LOG_MISSING', `schema '${schema}' has no log '${log}'`, {
      schema,
      log,
    })
  return postgres({ connection, log, schema, ports, patienceMs: 5_000 })
}
