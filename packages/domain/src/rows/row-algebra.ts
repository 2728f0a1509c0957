import type { Cell, Row } from './columns.ts'
import { type AnyChange, type Guard, isPlus, isStamp, type Stamp, type Write } from './write.ts'

/** What a stamp stands for, once the commit knows. */
export type StampValue = (stamp: Stamp) => number

export const settle = (v: Cell | Stamp, stamps: StampValue): Cell => (isStamp(v) ? stamps(v) : v)

/** Replaces stamps where the facts are already known (asynchronous projections). */
export function settled(write: Write, stamps: StampValue): Write {
  const fields = (row: AnyChange) =>
    Object.fromEntries(Object.entries(row).map(([k, v]) => [k, isStamp(v) ? stamps(v) : v]))
  if (write.op === 'put')
    return { ...write, row: fields(write.row) as Row, ...(write.or && { or: fields(write.or) }) }
  return write.op === 'patch' ? { ...write, set: fields(write.set) } : write
}

/** One text per key: rows with the same key have the same, and no others. */
export const keyOf = (key: readonly string[], row: { readonly [column: string]: unknown }) =>
  key.map((column) => JSON.stringify(row[column])).join()

/** Whether a guard lets the write pass over the row that is there. No guard always holds. */
export const holds = (guard: Guard | undefined, row: Row | undefined): boolean =>
  guard === undefined ||
  (guard === 'absent'
    ? row === undefined
    : row !== undefined && Object.entries(guard).every(([column, v]) => row[column] === v))

/** The meaning of a write: the row after it, or undefined. Every adapter must agree with this function. */
export function rowAfter(row: Row | undefined, write: Write, stamps: StampValue): Row | undefined {
  switch (write.op) {
    case 'require':
      return row
    case 'remove':
      return undefined
    case 'patch':
      return row && changed(row, write.set, stamps)
    case 'put':
      return row && write.or ? changed(row, write.or, stamps) : changed({}, write.row, stamps)
    default:
      return write satisfies never
  }
}

function changed(row: Row, change: AnyChange, stamps: StampValue): Row {
  const next: { [column: string]: Cell } = { ...row }
  for (const [column, v] of Object.entries(change))
    next[column] = isPlus(v) ? Number(next[column] ?? 0) + v.plus : settle(v, stamps)
  return next
}
