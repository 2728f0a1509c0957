// Effects as data: what a projection, a checkpoint or an idempotency record wants written, as plain values that can cross
// to another thread or server. Pure; in the house this file belongs to `domain` (projections return writes).

/** A column's type; `?` admits null. Amounts are integer minor units. */
export type ColumnType = 'text' | 'integer' | 'real' | 'text?' | 'integer?' | 'real?'
export type Columns = { readonly [column: string]: ColumnType }
type Plain<C extends ColumnType> = C extends `text${string}` ? string : number
type Cell<C extends ColumnType> = C extends `${string}?` ? Plain<C> | null : Plain<C>
export type RowOf<C extends Columns> = { readonly [K in keyof C]: Cell<C[K]> }
export type Value = string | number | null
export type Row = { readonly [column: string]: Value }

export interface Table<C extends Columns = Columns, K extends keyof C & string = keyof C & string> {
  readonly name: string
  readonly columns: C
  readonly key: readonly K[]
  readonly indexes?: readonly (readonly (keyof C & string)[])[]
}

/** A fact of the append that only the commit knows. It can be stored, not computed with: time to compute with belongs in the event. */
export interface Stamp {
  readonly stamp: 'position' | 'revision' | 'at'
  readonly of: number
}
export interface Plus {
  readonly plus: number
}
export const plus = (n: number): Plus => ({ plus: n })

type Writable<T> = T | (number extends T ? Stamp : never)
type Incremental<T> = Writable<T> | (number extends T ? Plus : never)
export type NewRow<C extends Columns> = { readonly [K in keyof C]: Writable<Cell<C[K]>> }
export type Change<C extends Columns> = { readonly [K in keyof C]?: Incremental<Cell<C[K]>> }
type AnyRow = { readonly [column: string]: Value | Stamp }
type AnyChange = { readonly [column: string]: Value | Stamp | Plus }

/** A guard holds or the whole commit is refused with the row found. Claims, unique names, checkpoints and leases are guards. */
export type Guard = 'absent' | Row
export type Write =
  | {
      readonly op: 'put'
      readonly table: string
      readonly row: AnyRow
      readonly or?: AnyChange
      readonly if?: Guard
    }
  | {
      readonly op: 'patch'
      readonly table: string
      readonly key: Row
      readonly set: AnyChange
      readonly if?: Guard
    }
  | { readonly op: 'remove'; readonly table: string; readonly key: Row; readonly if?: Guard }
  | { readonly op: 'require'; readonly table: string; readonly key: Row; readonly if: Guard }

export interface Rows<C extends Columns, K extends keyof C & string> {
  /** Insert or replace; with `or`, change the row that is there instead: `put({ day, orders: 1 }, { orders: plus(1) })`. */
  put(row: NewRow<C>, or?: Change<Omit<C, K>>): Write
  /** Insert, or refuse the whole append and answer with the row that is there. */
  claim(row: NewRow<C>): Write
  /** Change an existing row; nothing happens where there is none. */
  patch(key: Pick<RowOf<C>, K>, set: Change<Omit<C, K>>, only?: Partial<RowOf<C>>): Write
  remove(key: Pick<RowOf<C>, K>): Write
}
export function rowsOf<C extends Columns, K extends keyof C & string>({
  name: table,
}: Table<C, K>): Rows<C, K> {
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
const identifier = /^[A-Za-z][A-Za-z0-9_]{0,62}$/
/** Declares a table of a service's own (idempotency records, unique names): `table('requests', { key: 'text', … }, ['key'])`. */
export function table<const C extends Columns, const K extends keyof C & string>(
  name: string,
  columns: C,
  key: readonly K[],
): Table<C, K> & Rows<C, K> {
  for (const word of [name, ...Object.keys(columns)])
    if (!identifier.test(word))
      throw new TypeError(`'${word}' is no table or column name: letters, digits and _, 63 at most`)
  const definition = { name, columns, key }
  return { ...definition, ...rowsOf(definition) }
}

export const isPlus = (v: unknown): v is Plus => typeof v === 'object' && v !== null && 'plus' in v
export const isStamp = (v: unknown): v is Stamp =>
  typeof v === 'object' && v !== null && 'stamp' in v
export type StampValue = (stamp: Stamp) => number
export const settle = (v: Value | Stamp, stamps: StampValue): Value => (isStamp(v) ? stamps(v) : v)
/** Replaces stamps where the facts are already known (asynchronous projections). */
export function settled(write: Write, stamps: StampValue): Write {
  const fields = (row: AnyChange) =>
    Object.fromEntries(Object.entries(row).map(([k, v]) => [k, isStamp(v) ? stamps(v) : v]))
  if (write.op === 'put')
    return { ...write, row: fields(write.row) as Row, ...(write.or && { or: fields(write.or) }) }
  return write.op === 'patch' ? { ...write, set: fields(write.set) } : write
}
export const keyOf = (key: readonly string[], row: { readonly [c: string]: unknown }) =>
  key.map((k) => JSON.stringify(row[k])).join()
export const holds = (guard: Guard | undefined, row: Row | undefined) =>
  guard === undefined ||
  (guard === 'absent'
    ? row === undefined
    : row !== undefined && Object.entries(guard).every(([k, v]) => row[k] === v))

function changed(row: Row, change: AnyChange, stamps: StampValue): Row {
  const next: { [c: string]: Value } = { ...row }
  for (const [k, v] of Object.entries(change))
    next[k] = isPlus(v) ? Number(next[k] ?? 0) + v.plus : settle(v, stamps)
  return next
}
/** The meaning of a write: the row after it, or undefined. Every adapter must agree with this function. */
export function rowAfter(row: Row | undefined, write: Write, stamps: StampValue): Row | undefined {
  if (write.op === 'require') return row
  if (write.op === 'remove') return undefined
  if (write.op === 'patch') return row && changed(row, write.set, stamps)
  return row && write.or ? changed(row, write.or, stamps) : changed({}, write.row, stamps)
}
