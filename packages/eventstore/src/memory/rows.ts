import {
  holds,
  keyOf,
  type Row,
  rowAfter,
  type StampValue,
  type Table,
  type Write,
} from '@watertight/domain'
import type { RowQuery, Verdict } from '../engine.ts'
import { EventStoreError } from '../errors.ts'

interface Stored {
  readonly shape: string
  readonly key: readonly string[]
  readonly rows: Map<string, Row>
}

/** Tables as maps: the meaning of the row operations, as `rowAfter` tells it. */
export function memoryRows() {
  const tables = new Map<string, Stored>()

  function placeOf(write: Write) {
    const { key, rows } = tableOf(write.table)
    return { rows, at: keyOf(key, write.op === 'put' ? write.row : write.key) }
  }
  function tableOf(name: string): Stored {
    const table = tables.get(name)
    if (table === undefined) throw new Error(`no table ${name}`)
    return table
  }

  return {
    declare({ name, columns, key }: Table): void {
      const shape = JSON.stringify([columns, key])
      const stored = tables.get(name)
      if (stored === undefined) tables.set(name, { shape, key, rows: new Map() })
      else if (stored.shape !== shape)
        throw new EventStoreError('WT_TABLE_CHANGED', `'${name}' was declared as ${stored.shape}`)
    },
    refusal(writes: readonly Write[]): Verdict | undefined {
      for (const write of writes) {
        if (write.if === undefined) continue
        const { rows, at } = placeOf(write)
        const row = rows.get(at)
        if (!holds(write.if, row))
          return { is: 'taken', table: write.table, guard: write.if, row: row ?? null }
      }
      return undefined
    },
    /** All of them or, where one fails, none. */
    write(writes: readonly Write[], stamps: StampValue): void {
      const staged = new Map<Map<string, Row>, Map<string, Row | undefined>>()
      for (const write of writes) {
        const { rows, at } = placeOf(write)
        const own = staged.get(rows) ?? new Map<string, Row | undefined>()
        staged.set(rows, own)
        own.set(at, rowAfter(own.has(at) ? own.get(at) : rows.get(at), write, stamps))
      }
      for (const [rows, own] of staged)
        for (const [at, row] of own) {
          if (row === undefined) rows.delete(at)
          else rows.set(at, row)
        }
    },
    find({ table, where, orderBy, backwards = false, after, limit }: RowQuery): readonly Row[] {
      const { key, rows } = tableOf(table)
      const columns = orderBy ?? key
      const compare = inOrderOf(columns)
      const place =
        after && Object.fromEntries(columns.map((column, i) => [column, after[i] ?? null]))
      const isBehind = (row: Row) =>
        place === undefined || (backwards ? compare(row, place) < 0 : compare(row, place) > 0)
      const found = [...rows.values()].filter((row) => holds(where, row) && isBehind(row))
      const sorted = found.sort(compare)
      return (backwards ? sorted.reverse() : sorted).slice(0, limit)
    },
  }
}

/** Order of code units, nulls first, as SQLite's BINARY and PostgreSQL's "C" collation give it for the usual alphabets. */
const inOrderOf = (columns: readonly string[]) => (a: Row, b: Row) => {
  for (const column of columns) {
    const x = a[column] ?? null
    const y = b[column] ?? null
    if (x !== y) return x === null ? -1 : y === null ? 1 : x < y ? -1 : 1
  }
  return 0
}
