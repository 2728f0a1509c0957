import { basename, dirname, join, resolve } from 'node:path'
import type { CommandContext } from '@watertight/cli'
import { type BoundedContext, type EventType, type Refusal, refuse } from '@watertight/domain'
import { type Engine, type EventStore, eventStore } from '@watertight/eventstore'
import { hasLog, postgres } from '@watertight/eventstore/postgres'
import { sqlite } from '@watertight/eventstore/sqlite'
import { fileStorage } from '@watertight/ports/node'
import { logIn } from './files.ts'

type Store = EventStore<EventType>
type Where = Pick<CommandContext, 'ports' | 'data'>

/** Opens the log of a context for one command and closes it after: the one that is named, or that of the running system. It is only read, and where there is none, none is made. */
export async function withLog<T>(
  context: BoundedContext,
  where: Where,
  log: string | undefined,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const events = context.owns.flatMap((owner) => owner.events as EventType[])
  const engine = isAddress(log)
    ? await inDatabase(log, context.name, where)
    : inFile(log, context.name, where)
  const store = await eventStore<EventType>({ engine, events, ports: where.ports })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** The command cannot go on. The code is the refusal's, written as the command line writes codes: `WT_LOG_MISSING`. */
export function failing({ refused, because }: Refusal): Error {
  const code = `WT${refused.replace(/[A-Z]/g, '_$&').toUpperCase()}`
  return Object.assign(new Error(`${code}: ${because}`), { code })
}

const isAddress = (log: string | undefined): log is string =>
  log !== undefined && /^postgres(ql)?:\/\//.test(log)

const missing = (sentence: string) => failing(refuse('LogMissing', sentence))

function inFile(log: string | undefined, name: string, { data }: Where): Engine {
  const file = resolve(log ?? join(data, 'data', name, `${name}.sqlite`))
  // of a damaged one the engine says what is wrong with it
  if (logIn(file) !== 'none' && file.endsWith('.sqlite'))
    return sqlite({ storage: fileStorage(dirname(file)), name: basename(file, '.sqlite') })
  throw missing(
    log === undefined
      ? `${name} has no log in ${data}. Run \`npm start\` first, or name another: --data DIR, --log FILE, or --log postgres://… of a system started with --postgres`
      : `${log} holds no log. Name a file such as .watertight/data/${name}/${name}.sqlite, or the address postgres://… of a system started with --postgres`,
  )
}

async function inDatabase(connection: string, name: string, { ports }: Where): Promise<Engine> {
  const place = { connection, schema: `watertight_${name}`, log: 'main' }
  if (!(await hasLog(place)))
    throw missing(
      `the database has no log of ${name}: no schema ${place.schema}. Name the address that \`npm start -- --postgres\` was given`,
    )
  return postgres({ ...place, ports, patienceMs: 5_000 })
}
