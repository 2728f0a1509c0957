import type { DatabaseSync } from 'node:sqlite'
import type { Storage } from '@watertight/ports'
import type { Engine } from '../engine.ts'
import { EventStoreError } from '../errors.ts'
import { backupOf } from './backup.ts'
import { eventRows } from './event-rows.ts'
import { failures, opened } from './failures.ts'
import { known } from './known.ts'
import { openLayout } from './layout.ts'
import { matching } from './query.ts'
import { reader } from './reader.ts'
import { rowTables } from './rows.ts'
import { writer } from './writer.ts'
import { startThread, type WriterThread } from './writer-thread.ts'

export interface SqliteOptions {
  readonly storage: Storage
  /** Of the database; one log each. */
  readonly name: string
  /** Where commits run. `thread` keeps waits for the disk and for other processes off the event loop, for a database in a file; `main`, the default, answers sooner when one appends after the other. */
  readonly writer?: 'main' | 'thread'
}

export interface SqliteEngine extends Engine {
  /** Copies the log, while it is written, into one file at `path`, whole and durable; answers with the head of the copy. A file that is there is replaced in one step. */
  backup(path: string): Promise<number>
}

/** A log in a SQLite database. Acknowledged means durable: the disk has it. Several processes may write one file. */
export function sqlite({ storage, name, writer: where = 'main' }: SqliteOptions): SqliteEngine {
  const db = opened(name, () => storage.open(name), openLayout)
  try {
    const file = db.location()
    if (where === 'main') return engineOn(db, name, storage)
    if (!file) {
      const what = `\`writer\` is 'thread', and '${name}' is in no file`
      throw new EventStoreError('WT_OPTION_INVALID', what, { option: 'writer', value: where })
    }
    return engineOn(db, name, storage, startThread(file))
  } catch (error) {
    db.close()
    throw error
  }
}

function engineOn(
  db: DatabaseSync,
  name: string,
  storage: Storage,
  thread?: WriterThread,
): SqliteEngine {
  const memory = known(db)
  const rows = rowTables(db)
  const events = eventRows(db)
  const queries = matching(db, events, memory)
  const reads = reader(db, memory, events, queries)
  const commit = thread?.commit ?? writer(db, memory, rows, queries)
  const named = failures(name)
  const listeners = new Set<() => void>()
  return {
    open: named(async (tables) => {
      for (const table of tables) rows.declare(table)
      await thread?.open(tables)
    }),
    commit: named(async (batch) => {
      const verdicts = await commit(batch)
      if (verdicts.some(({ is }, i) => is === 'appended' && batch[i]?.parts.length !== 0))
        for (const listener of listeners) listener()
      return verdicts
    }),
    readStream: named(async (stream, range) => reads.readStream(stream, range)),
    readLog: named(async (query, range) => reads.readLog(query, range)),
    streams: named(async (range) => reads.streams(range)),
    positionAt: named(async (time) => reads.positionAt(time)),
    head: named(async () => reads.head()),
    rows: named(async (query) => rows.find(query)),
    backup: named((path) => backupOf(storage.open(name), path)),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      listeners.clear()
      await thread?.close()
      if (db.isOpen) db.close()
    },
  }
}
