import {
  type Cell,
  isPlus,
  isStamp,
  type Plus,
  type Stamp,
  type StampValue,
  type Write,
} from '@watertight/domain'

type Cells = { readonly [column: string]: Cell | Stamp | Plus }
export type Written = Exclude<Write, { readonly op: 'require' }>

/** A bound limit in a form that no plan looks into: behind a bare `limit ?` SQLite plans the statement anew each time it is run, which costs ten times the search for a key. */
export const limited = 'limit (? + 0)'

/** Names were checked when declared, and are quoted; values are always bound. */
export const quoted = (name: string) => `"${name}"`
export const matched = (key: readonly string[]) => key.map((k) => `${quoted(k)} = ?`).join(' and ')

const assigned = (cells: Cells) =>
  Object.entries(cells)
    .map(([column, cell]) => {
      const name = quoted(column)
      return isPlus(cell) ? `${name} = coalesce(${name}, 0) + ?` : `${name} = ?`
    })
    .join()

/** A row operation as one statement. */
export function sqlOf(write: Written, key: readonly string[]): string {
  const table = quoted(write.table)
  if (write.op === 'remove') return `delete from ${table} where ${matched(key)}`
  if (write.op === 'patch') {
    const same = quoted(key[0] as string)
    return `update ${table} set ${assigned(write.set) || `${same} = ${same}`} where ${matched(key)}`
  }
  const columns = Object.keys(write.row)
  const others = columns.filter((column) => !key.includes(column)).map(quoted)
  const update = write.or
    ? assigned(write.or)
    : others.map((name) => `${name} = excluded.${name}`).join()
  return `insert into ${table}(${columns.map(quoted).join()}) values(${columns.map(() => '?').join()})
    on conflict(${key.map(quoted).join()}) do ${update ? `update set ${update}` : 'nothing'}`
}

/** Two writes of one shape share a statement; building this word is cheaper than building the SQL. */
export function shapeOf(write: Written): string {
  let shape = `${write.op} ${write.table}`
  const add = (cells: Cells) => {
    for (const column in cells) shape += isPlus(cells[column]) ? `+${column}` : ` ${column}`
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

/** The values of `sqlOf`, in its order. */
export function valuesOf(write: Written, key: readonly string[], stamps: StampValue): Cell[] {
  const values: Cell[] = []
  const add = (cells: Cells) => {
    for (const cell of Object.values(cells))
      values.push(isPlus(cell) ? cell.plus : isStamp(cell) ? stamps(cell) : cell)
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
