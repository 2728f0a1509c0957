import { basename, dirname, resolve } from 'node:path'
import { type BoundedContext, type EventType, type Refusal, refuse } from '@watertight/domain'
import { type EventStore, eventStore } from '@watertight/eventstore'
import { sqlite } from '@watertight/eventstore/sqlite'
import type { Ports } from '@watertight/ports'
import { fileStorage } from '@watertight/ports/node'
import { isFile } from './files.ts'

type Store = EventStore<EventType>

/** Opens the log of a context for one command and closes it after: the file that is named, or the one of the running system. It is only read. */
export async function withLog<T>(
  context: BoundedContext,
  ports: Ports,
  file: string | undefined,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const events = context.owns.flatMap((owner) => owner.events as EventType[])
  const engine = file === undefined ? runningEngine(context.name, ports) : fileEngine(file)
  const store = await eventStore<EventType>({ engine, events, ports })
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

function fileEngine(file: string) {
  const whole = resolve(file)
  if (!isFile(whole) || !whole.endsWith('.sqlite'))
    throw failing(refuse('LogMissing', `${file} is no log; name a file that ends in .sqlite`))
  return sqlite({ storage: fileStorage(dirname(whole)), name: basename(whole, '.sqlite') })
}

function runningEngine(name: string, { storage }: Ports) {
  try {
    return sqlite({ storage, name: `data/${name}/${name}` })
  } catch (cause) {
    const sentence = `${name} has no log in this folder yet; run \`npm start\` first, or name one with --log`
    throw Object.assign(failing(refuse('LogMissing', sentence)), { cause })
  }
}
