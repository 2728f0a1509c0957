import { type Guard, isPlus, isStamp, keyOf, type Table, type Write } from '@watertight/domain'
import { EventStoreError } from './errors.ts'

const ownTables = /^(wt|sqlite)_/i
const identifier = /^[A-Za-z][A-Za-z0-9_]{0,126}$/

/** A name that every engine stores as it is. */
export function checkName(what: string, name: unknown): void {
  if (typeof name === 'string' && name.length > 0 && name.length <= 512)
    if (!name.includes('\0') && name.isWellFormed()) return
  const found =
    typeof name === 'string' ? `${name.length} characters, NUL or a lone surrogate` : typeof name
  throw new EventStoreError('WT_NAME_INVALID', `the ${what} is ${found}`)
}

/** A whole number, `least` or more. */
export function checkWhole(option: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return
  const what = `\`${option}\` is ${String(value)}, expected a whole number, ${least} or more`
  throw new EventStoreError('WT_OPTION_INVALID', what, { option, value })
}

/** Names that may stand in SQL, and not the store's own. */
export function checkTable({ name, columns, key }: Table): void {
  for (const word of [name, ...Object.keys(columns)])
    if (!identifier.test(word))
      throw new EventStoreError('WT_NAME_INVALID', `'${word}' is no table or column name`)
  if (ownTables.test(name))
    throw new EventStoreError('WT_NAME_INVALID', `the table '${name}' is the store's own`)
  if (key.length === 0 || key.some((column) => !(column in columns)))
    throw new EventStoreError('WT_ROW_INVALID', `the key of '${name}' is no list of its columns`)
}

/** Refuses here what engines would refuse differently, or change silently. `events`: how many the commit has, for stamps. */
export function checkWrites(
  writes: readonly Write[],
  tables: ReadonlyMap<string, Table>,
  events: number,
): void {
  let guarded: Set<string> | undefined
  for (const write of writes) {
    checkWrite(write, tables, events)
    if (write.op === 'require' || write.if === undefined) continue
    guarded ??= new Set()
    guarded.add(write.table)
  }
  if (guarded) checkGuarded(writes, guarded, tables)
}

/** Guards are judged before the first write: a second write to a guarded row would not be judged at all. */
function checkGuarded(
  writes: readonly Write[],
  guarded: ReadonlySet<string>,
  tables: ReadonlyMap<string, Table>,
): void {
  const touched = new Map<string, Guard | undefined>()
  for (const w of writes) {
    if (w.op === 'require' || !guarded.has(w.table)) continue
    const key = keyOf(tables.get(w.table)?.key ?? [], w.op === 'put' ? w.row : w.key)
    const row = `${w.table} ${key}`
    if (touched.has(row) && (w.if !== undefined || touched.get(row) !== undefined))
      throw new EventStoreError('WT_ROW_INVALID', `${row} is guarded and written twice`, { row })
    touched.set(row, w.if)
  }
}

function checkWrite(write: Write, tables: ReadonlyMap<string, Table>, events: number): void {
  const table = tables.get(write.table)
  if (table === undefined)
    throw new EventStoreError('WT_TABLE_UNKNOWN', `'${write.table}' is not declared`, {
      table: write.table,
    })
  const check = (cells: object, complete: readonly string[]) => {
    for (const column of complete)
      if (!(column in cells)) throw misfit(table, column, 'has no value')
    for (const [column, value] of Object.entries(cells)) {
      const type = table.columns[column]
      if (type === undefined) throw misfit(table, column, 'is not a column')
      if (!fits(type, value, events)) throw misfit(table, column, `is ${type}, got ${shown(value)}`)
    }
  }
  if (write.op === 'put') check(write.row, Object.keys(table.columns))
  else check(write.key, table.key)
  if (write.op === 'put' && write.or) check(write.or, [])
  if (write.op === 'patch') check(write.set, [])
  if (write.if !== undefined && write.if !== 'absent') check(write.if, [])
}

function fits(type: string, value: unknown, events: number): boolean {
  if (value === null) return type.endsWith('?')
  if (type.startsWith('text'))
    return typeof value === 'string' && value.isWellFormed() && !value.includes('\0')
  if (isStamp(value)) return value.of < events
  const n = isPlus(value) ? value.plus : value
  return type.startsWith('real') ? Number.isFinite(n) : Number.isSafeInteger(n)
}

const shown = (value: unknown) =>
  typeof value === 'object' ? 'an object' : typeof value === 'string' ? `'${value}'` : String(value)

const misfit = (table: Table, column: string, what: string) =>
  new EventStoreError('WT_ROW_INVALID', `${table.name}.${column} ${what}`, {
    table: table.name,
    column,
  })
