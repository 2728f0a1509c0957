import {
  type Cell,
  type Guard,
  isPlus,
  isStamp,
  type Plus,
  type Stamp,
  type Table,
  type Write,
} from '@watertight/domain'
import { quoted } from './names.ts'

type Cells = { readonly [column: string]: Cell | Stamp | Plus }
export type Written = Exclude<Write, { readonly op: 'require' }>

/** A declared table as it is in the database. Rows of several logs share it, told apart by `_log`, a name that no declared column can have. */
export interface Declared {
  readonly sql: string
  readonly key: readonly string[]
  readonly columns: Table['columns']
}

/** A statement for any number of rows, given as JSON: `$1` the log, `$2` the rows. Those of writes also take `$3` which commits are good, and by event `$4` positions, `$5` revisions, `$6` times. */
export interface RowStatement {
  readonly sql: string
  /** Names of the values in the JSON of a row. */
  readonly names: readonly string[]
}

const types = { text: 'text', integer: 'bigint', real: 'double precision' } as const
export const typeOf = (type: string) => types[type.replace('?', '') as keyof typeof types]

const stamped = { position: '$4', revision: '$5', at: '$6' } as const

/** What makes up a statement, gathered column by column. */
class Values {
  readonly names: string[] = []
  readonly #types: string[] = []
  readonly #columns: Table['columns']

  constructor(columns: Table['columns']) {
    this.#columns = columns
  }
  /** A value of this column's type, as an expression. */
  add(column: string, cell: Cell | Stamp | Plus): string {
    const name = `v${this.names.length}`
    this.names.push(name)
    // a stamp is given as the number of its event
    this.#types.push(isStamp(cell) ? 'integer' : typeOf(this.#columns[column] ?? 'text'))
    return isStamp(cell) ? `(${stamped[cell.stamp]}::bigint[])[x.${name}]` : `x.${name}`
  }
  matched(cells: Cells, key: readonly string[]): string {
    return key
      .map((column) => `t.${quoted(column)} = ${this.add(column, cells[column] as Cell)}`)
      .join(' and ')
  }
  assigned(cells: Cells): string {
    return Object.entries(cells)
      .map(([column, cell]) => {
        const name = quoted(column)
        const value = this.add(column, cell)
        return `${name} = ${isPlus(cell) ? `coalesce(t.${name}, 0) + ${value}` : value}`
      })
      .join()
  }
  rows(...first: readonly string[]): string {
    const list = [...first, ...this.names.map((name, i) => `${name} ${this.#types[i]}`)]
    return `json_to_recordset($2::json) as x(${list.join(', ')})`
  }
}

const good = '($3::boolean[])[x.c]'

/** A row operation, for rows with different keys. */
export function writeSql(write: Written, table: Declared): RowStatement | undefined {
  const { sql: name, key, columns } = table
  const values = new Values(columns)
  if (write.op !== 'put') {
    const set = write.op === 'patch' ? values.assigned(write.set) : ''
    const where = `t._log = $1 and ${values.matched(write.key, key)} and ${good}`
    const { names } = values
    if (write.op === 'remove')
      return {
        sql: `delete from ${name} t using ${values.rows('c integer')} where ${where}`,
        names,
      }
    if (set === '') return undefined
    return {
      sql: `update ${name} t set ${set} from ${values.rows('c integer')} where ${where}`,
      names,
    }
  }
  const list = Object.keys(write.row)
  const cells = list.map((column) => values.add(column, write.row[column] as Cell | Stamp)).join()
  const { names } = values
  const insert = `insert into ${name}(_log, ${list.map(quoted).join()}) select $1, ${cells} from`
  if (write.or === undefined || Object.keys(write.or).length === 0) {
    const others = list.filter((column) => !key.includes(column)).map(quoted)
    const update = others.map((column) => `${column} = excluded.${column}`).join()
    const then = update === '' || write.or ? 'nothing' : `update set ${update}`
    const sql = `${insert} ${values.rows('c integer')} where ${good}
      on conflict (_log, ${key.map(quoted).join()}) do ${then}`
    return { sql, names }
  }
  const set = values.assigned(write.or)
  const same = key.map((column) => `t.${quoted(column)} = x.v${list.indexOf(column)}`).join(' and ')
  // nobody else writes rows of this log meanwhile: what is not there to be changed can be inserted
  const sql = `with x as (select row_number() over () as i, x.* from ${values.rows('c integer')} where ${good}),
      changed as (update ${name} t set ${set} from x where t._log = $1 and ${same} returning x.i)
    ${insert} x where x.i not in (select i from changed)`
  return { sql, names }
}

/** The values of `writeSql`, in its order; events of a commit count from `first`, the first of all from 1. */
export function writeValues(write: Written, key: readonly string[], first: number): Cell[] {
  const values: Cell[] = []
  const add = (cells: Cells) => {
    for (const column in cells) {
      const cell = cells[column] as Cell | Stamp | Plus
      values.push(isPlus(cell) ? cell.plus : isStamp(cell) ? first + cell.of : cell)
    }
  }
  if (write.op === 'put') {
    add(write.row)
    if (write.or) add(write.or)
    return values
  }
  if (write.op === 'patch') add(write.set)
  for (const column of key) values.push(write.key[column] as Cell)
  return values
}

/** Two writes of one shape share a statement. */
export function shapeOf(write: Written): string {
  let shape = `${write.op} ${write.table}`
  const add = (cells: Cells) => {
    for (const column in cells) {
      const cell = cells[column]
      shape += isPlus(cell)
        ? `+${column}`
        : isStamp(cell)
          ? `@${cell.stamp}@${column}`
          : ` ${column}`
    }
  }
  if (write.op === 'put') {
    add(write.row)
    if (write.or) {
      shape += '|'
      add(write.or)
    }
  } else if (write.op === 'patch') add(write.set)
  return shape
}

/** Answers with the rows that are not as the guard requires: `c` the commits it stops, `n` which guard of theirs it is. */
export function guardSql(guard: Guard, { sql: name, key, columns }: Declared): RowStatement {
  const values = new Values(columns)
  const on = key.map((column) => `t.${quoted(column)} = ${values.add(column, null)}`).join(' and ')
  const found = `${name} t on t._log = $1 and ${on}`
  const { names } = values
  // planned with every call: what is only found costs half of what may be missing
  if (guard === 'absent') {
    const sql = `select x.c, x.n, row_to_json(t) as row
      from ${values.rows('c integer[]', 'n integer')} join ${found}`
    return { sql, names }
  }
  const same = Object.keys(guard).map(
    (column) => `t.${quoted(column)} is not distinct from ${values.add(column, null)}`,
  )
  const sql = `select x.c, x.n, case when t._log is not null then row_to_json(t) end as row
    from ${values.rows('c integer[]', 'n integer')} left join ${found}
    where not (${['t._log is not null', ...same].join(' and ')})`
  return { sql, names }
}
