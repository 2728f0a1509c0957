import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Engine } from '@watertight/eventstore'
import { postgres } from '@watertight/eventstore/postgres'
import type { SqliteOptions } from '@watertight/eventstore/sqlite'
import { seededRandom } from '@watertight/ports'
import { systemClock as clock } from '@watertight/ports/node'
import { outside } from '@watertight/ports/virtual'
import { inject } from 'vitest'

/** Those that were opened: the ones whose process has died are closed when the next is. */
const opened = new Map<DatabaseSync, Engine>()
const desk = inject('postgres')
/** Logs share the tables of a worker: to make them costs more than most tests. */
const schema = `services_${process.pid}`

/**
 * In place of `@watertight/eventstore/sqlite` in `--mode postgres`: a log of a real PostgreSQL, whose process lives and dies with the service's own disk, which
 * remembers which it is. So tests that were written for SQLite, on virtual time and under kills, are tests of both.
 */
export function sqlite({ storage, name }: SqliteOptions): Engine {
  const disk = storage.open(`${name} is elsewhere`)
  for (const [other, engine] of opened) {
    if (other.isOpen) continue
    opened.delete(other)
    void engine.close()
  }
  const ports = { clock, random: seededRandom(1) }
  const made = outside(addressOf()).then((connection) => {
    const engine = postgres({ connection, schema, log: logOf(disk), ports })
    opened.set(disk, engine)
    return engine
  })
  const call = async <T>(work: (engine: Engine) => Promise<T>): Promise<T> => {
    const alive = () => {
      if (!disk.isOpen) throw new Error(`the process that had opened ${name} is dead`)
    }
    alive()
    const answer = await outside(made.then(work))
    alive()
    return answer
  }
  const listeners = new Map<() => void, () => void>()
  return {
    open: (tables) => call((engine) => engine.open(tables)),
    commit: (batch) => call((engine) => engine.commit(batch)),
    readStream: (stream, range) => call((engine) => engine.readStream(stream, range)),
    readLog: (query, range) => call((engine) => engine.readLog(query, range)),
    streams: (range) => call((engine) => engine.streams(range)),
    positionAt: (time) => call((engine) => engine.positionAt(time)),
    head: () => call((engine) => engine.head()),
    rows: (query) => call((engine) => engine.rows(query)),
    onChange(listener) {
      void made.then((engine) => listeners.set(listener, engine.onChange(listener)))
      return () => listeners.get(listener)?.()
    },
    async close() {
      opened.delete(disk)
      await outside(made.then((engine) => engine.close()))
      if (disk.isOpen) disk.close()
    },
  }
}

async function addressOf(): Promise<string> {
  const answer = await fetch(`${desk}/services`)
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return text
}

function logOf(disk: DatabaseSync): string {
  disk.exec('create table if not exists place (log text)')
  const known = disk.prepare('select log from place').get()?.log
  if (known !== undefined) return String(known)
  const log = randomUUID()
  disk.prepare('insert into place values (?)').run(log)
  return log
}
