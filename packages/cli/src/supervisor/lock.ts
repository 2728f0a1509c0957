import type { Storage } from '@watertight/ports'

/** Holds a data folder for this process. */
export interface Lock {
  release(): void
}

/**
 * Takes the folder this storage is in, or answers undefined when another process has it. The lock is SQLite's on a database of its own: the
 * operating system lets it go with the process, however that ends, so there is no process id to guess about.
 */
export function lock(storage: Storage): Lock | undefined {
  const database = storage.open('up')
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE')
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === busy) return undefined
    throw error
  }
  return { release: () => database.close() }
}

/** SQLITE_BUSY */
const busy = 5
