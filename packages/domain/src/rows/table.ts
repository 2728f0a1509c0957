import { DomainError } from '../domain-error.ts'
import type { Columns, Row, RowOf, Table } from './columns.ts'
import type { AnyChange, AnyRow, Change, NewRow, Write } from './write.ts'

/** The writes of one table, typed by its columns. */
export interface Rows<C extends Columns, K extends keyof C & string> {
  /** Insert or replace; with `or`, change the row that is there instead: `put({ day, orders: 1 }, { orders: plus(1) })`. */
  put(row: NewRow<C>, or?: Change<Omit<C, K>>): Write
  /** Insert, or refuse the whole append and answer with the row that is there. */
  claim(row: NewRow<C>): Write
  /** Change an existing row; nothing happens where there is none. With `only`, the whole append is refused unless the row has these cells. */
  patch(key: Pick<RowOf<C>, K>, set: Change<Omit<C, K>>, only?: Partial<RowOf<C>>): Write
  remove(key: Pick<RowOf<C>, K>): Write
}

const identifier = /^[A-Za-z][A-Za-z0-9_]{0,62}$/

/** Declares a table of a service's own (idempotency records, unique names): `table('requests', { key: 'text', … }, ['key'])`. */
export function table<const C extends Columns, const K extends keyof C & string>(
  name: string,
  columns: C,
  key: readonly K[],
): Table<C, K> & Rows<C, K> {
  const definition = { name, columns, key }
  return { ...definition, ...rowsOf(definition) }
}

/** The writes of a declared table. Refuses names that would need quoting, and a key that is missing or may be null. */
export function rowsOf<C extends Columns, K extends keyof C & string>({
  name: table,
  columns,
  key: keyColumns,
}: Table<C, K>): Rows<C, K> {
  for (const word of [table, ...Object.keys(columns)])
    if (!identifier.test(word))
      throw new DomainError('WT_TABLE_INVALID', `'${word}' is no table or column name`, { table })
  if (keyColumns.length === 0)
    throw new DomainError('WT_TABLE_INVALID', `table ${table} has no key`, { table })
  for (const column of keyColumns)
    if (columns[column]?.endsWith('?') ?? true)
      throw new DomainError(
        'WT_TABLE_INVALID',
        `table ${table} has the key ${column}, which is no column or may be null`,
        { table, column },
      )
  return {
    put: (row, or) => ({
      op: 'put',
      table,
      row: row as AnyRow,
      ...(or && { or: or as AnyChange }),
    }),
    claim: (row) => ({ op: 'put', table, row: row as AnyRow, if: 'absent' }),
    patch: (key, set, only) => ({
      op: 'patch',
      table,
      key: key as Row,
      set: set as AnyChange,
      ...(only && { if: only as Row }),
    }),
    remove: (key) => ({ op: 'remove', table, key: key as Row }),
  }
}
