import {
  closeSync,
  createReadStream,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'

export const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

/** Whether the file is a database that has a log; it is not written to. */
export function holdsLog(path: string): boolean {
  if (!isFile(path)) return false
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const table = `select 1 from sqlite_schema where type = 'table' and name = 'wt_events'`
    return db.prepare(table).get() !== undefined
  } catch {
    return false
  } finally {
    db.close()
  }
}

/** Empty where there is no such file. */
export const textOf = (path: string): string => (isFile(path) ? readFileSync(path, 'utf8') : '')

export const bytesOf = (path: string): AsyncIterable<Uint8Array> => createReadStream(path)

/** A file that is there, whole and durable, or not at all; one that was there is replaced in one step. */
export async function writeWhole(
  path: string,
  chunks: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const unfinished = `${path}.unfinished`
  const file = openSync(unfinished, 'w')
  try {
    try {
      for await (const chunk of chunks) writeSync(file, chunk)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(unfinished, path)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
}

/** What the module exports under this name. */
export async function exported(path: string, name: string): Promise<unknown> {
  const module = (await import(pathToFileURL(path).href)) as { readonly [name: string]: unknown }
  return module[name]
}
