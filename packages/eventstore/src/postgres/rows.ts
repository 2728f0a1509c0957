import type { Cell, Row, Table } from '@watertight/domain'
import type { ClientBase } from 'pg'
import type { RowQuery } from '../engine.ts'
import { EventStoreError } from '../errors.ts'
import { locked } from './layout/layout.ts'
import { identifier, quoted } from './names.ts'
import { type Declared, typeOf } from './row-sql.ts'

/** Runs a statement that only reads, and answers with rows as arrays. */
export type Ask = (sql: string, values: readonly unknown[]) => Promise<readonly unknown[][]>

export interface RowTables {
  /** Creates what is missing, one process at a time; refuses a table that was created with other columns. */
  declare(client: ClientBase, tables: readonly Table[]): Promise<void>
  of(name: string): Declared
  /** A row as the database names its columns, as the table names them. */
  rowOf(name: string, row: { readonly [column: string]: Cell }): Row
  find(ask: Ask, log: number, query: RowQuery): Promise<readonly Row[]>
}

/** Declared tables as real tables, which any SQL may read. */
export function rowTables(schema: string): RowTables {
  const s = quoted(schema)
  const declared = new Map<string, Declared>()

  function of(name: string): Declared {
    const table = declared.get(name)
    if (table === undefined)
      throw new EventStoreError('WT_TABLE_UNKNOWN', `'${name}' is not declared`)
    return table
  }

  return {
    of,
    async declare(client, tables) {
      const stored = `select name, shape from ${s}.wt_tables where name = any($1)`
      const names = tables.map(({ name }) => name)
      const missing = async () => {
        const { rows } = await client.query(stored, [names])
        const shapes = new Map<string, string>(rows.map(({ name, shape }) => [name, shape]))
        return tables.filter((table) => {
          const shape = shapes.get(table.name)
          if (shape === undefined || shape === shapeOf(table)) return shape === undefined
          const what = `'${table.name}' was declared as ${shape}`
          throw new EventStoreError('WT_TABLE_CHANGED', what, { name: table.name, shape })
        })
      }
      if ((await missing()).length > 0)
        await locked(client, schema, async () => {
          for (const table of await missing()) {
            for (const sql of creating(s, table)) await client.query(sql)
            const add = `insert into ${s}.wt_tables(name, shape) values($1, $2)`
            await client.query(add, [table.name, shapeOf(table)])
          }
        })
      for (const { name, key, columns } of tables)
        declared.set(name, { sql: `${s}.${quoted(name)}`, key, columns })
    },
    rowOf: (name, row) =>
      Object.fromEntries(
        Object.keys(of(name).columns).map((column) => [column, row[identifier(column)] as Cell]),
      ),
    async find(ask, log, { table, where, orderBy, backwards = false, after = [], limit = null }) {
      const { sql: name, columns, key } = of(table)
      const list = Object.keys(columns)
      const values: unknown[] = [log, limit]
      const given = (column: string, value: Cell) =>
        `$${values.push(value)}::${typeOf(columns[column] ?? 'text')}`
      const conditions = Object.entries(where).map(([column, value]) =>
        value === null
          ? `${quoted(column)} is null`
          : `${quoted(column)} = ${given(column, value)}`,
      )
      const by = orderBy ?? key
      if (after.length > 0) {
        const cells = by.map((column, i) => given(column, after[i] as Cell))
        conditions.push(`(${by.map(quoted).join()}) ${backwards ? '<' : '>'} (${cells.join()})`)
      }
      const order = by.map((column) => ordered(column, columns[column], backwards))
      const sql = `select ${list.map(quoted).join()} from ${name}
        where ${['_log = $1', ...conditions].join(' and ')} order by ${order.join()} limit $2`
      const rows = await ask(sql, values)
      return rows.map((row) =>
        Object.fromEntries(list.map((column, i) => [column, row[i] as Cell])),
      )
    },
  }
}

const shapeOf = ({ columns, key }: Table) => JSON.stringify([columns, key])

/** Nulls first; said only where there may be some, for no index of ours is in that order. */
function ordered(column: string, type = 'text', backwards: boolean): string {
  const nulls = type.endsWith('?') ? ` nulls ${backwards ? 'last' : 'first'}` : ''
  return `${quoted(column)}${backwards ? ' desc' : ''}${nulls}`
}

function* creating(s: string, { name, columns, key, indexes = [] }: Table): Iterable<string> {
  const lines = Object.entries(columns).map(([column, type]) => {
    const collate = type.startsWith('text') ? ' collate "C"' : ''
    return `${quoted(column)} ${typeOf(type)}${collate}${type.endsWith('?') ? '' : ' not null'}`
  })
  const table = `${s}.${quoted(name)}`
  const primary = `primary key(_log, ${key.map(quoted).join()})`
  yield `create table ${table}(_log integer not null, ${lines.join(', ')}, ${primary}) with (fillfactor = 80)`
  for (const index of indexes) yield `create index on ${table}(_log, ${index.map(quoted).join()})`
}
