import type { DatabaseSync } from 'node:sqlite'
import type { Storage } from '@watertight/ports'
import type { Engine } from '../engine.ts'
import { known } from './known.ts'
import { openLayout } from './layout.ts'
import { matching } from './query.ts'
import { reader } from './reader.ts'
import { rowTables } from './rows.ts'
import { writer } from './writer.ts'

export interface SqliteOptions {
  readonly storage: Storage
  /** Of the database; one log each. */
  readonly name: string
}

/** A log in a SQLite database. Acknowledged means durable: the disk has it. Commits run on the calling thread; several processes may write one file. */
export function sqlite({ storage, name }: SqliteOptions): Engine {
  const db = storage.open(name)
  try {
    openLayout(db, name)
  } catch (error) {
    db.close()
    throw error
  }
  return engineOn(db)
}

function engineOn(db: DatabaseSync): Engine {
  const memory = known(db)
  const rows = rowTables(db)
  const queries = matching(db, memory)
  const reads = reader(db, memory, queries)
  const commit = writer(db, memory, rows, queries)
  const listeners = new Set<() => void>()
  return {
    async open(tables) {
      for (const table of tables) rows.declare(table)
    },
    async commit(batch) {
      const verdicts = commit(batch)
      if (verdicts.some(({ is }, i) => is === 'appended' && batch[i]?.parts.length !== 0))
        for (const listener of listeners) listener()
      return verdicts
    },
    readStream: async (stream, range) => reads.readStream(stream, range),
    readLog: async (query, range) => reads.readLog(query, range),
    positionAt: async (time) => reads.positionAt(time),
    head: async () => reads.head(),
    rows: async (query) => rows.find(query),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      listeners.clear()
      if (db.isOpen) db.close()
    },
  }
}
