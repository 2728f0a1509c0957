import { readFileSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

export const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

export const textOf = (path: string): string => readFileSync(path, 'utf8')

/** Whether the file is a database with a log in it; nothing is written. A file that is no database or is damaged has none to tell of: `unreadable`. */
export function logIn(path: string): 'held' | 'none' | 'unreadable' {
  if (!isFile(path)) return 'none'
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const table = `select 1 from sqlite_schema where type = 'table' and name = 'wt_events'`
    return db.prepare(table).get() === undefined ? 'none' : 'held'
  } catch {
    return 'unreadable'
  } finally {
    db.close()
  }
}
