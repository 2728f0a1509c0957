import type { DatabaseSync } from 'node:sqlite'
import { type ErrorCode, EventStoreError } from '../errors.ts'

/** SQLite's primary result codes that no later attempt will change. */
const broken: { readonly [result: number]: ErrorCode } = {
  8: 'WT_READ_ONLY',
  11: 'WT_LOG_CORRUPT',
  26: 'WT_LOG_CORRUPT',
}

const codeOf = (error: unknown): ErrorCode | undefined =>
  broken[((error as { readonly errcode?: number } | null)?.errcode ?? 0) & 0xff]

/** The file itself is at fault, not what was asked of it. */
export const isBroken = (error: unknown): boolean => codeOf(error) !== undefined

function named(name: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  return new EventStoreError(code, `'${name}': ${(error as Error).message}`, { name }, error)
}

/** Calls that tell by code when the file is at fault. */
export const failures =
  (name: string) =>
  <A extends readonly unknown[], R>(call: (...given: A) => Promise<R>) =>
  async (...given: A): Promise<R> => {
    try {
      return await call(...given)
    } catch (error) {
      throw named(name, error)
    }
  }

/** An open database that `check` found fit, or the reason by code. */
export function opened(
  name: string,
  open: () => DatabaseSync,
  check: (db: DatabaseSync, name: string) => void,
): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    db = open()
    check(db, name)
    return db
  } catch (error) {
    if (db?.isOpen) db.close()
    // other packages' errors have codes of their own
    if (!(error instanceof Error && 'errcode' in error)) throw error
    const known = named(name, error)
    if (known !== error) throw known
    throw new EventStoreError('WT_LOG_UNOPENED', `'${name}': ${error.message}`, { name }, error)
  }
}
