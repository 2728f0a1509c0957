import type { Cell, CellOf, Columns, Row } from './columns.ts'

// Effects as data: what a projection, a checkpoint or an idempotency record wants written, as plain values that can
// cross to another thread or server.

/** A fact of the append that only the commit knows. It can be stored, not computed with: time to compute with belongs in the event. */
export interface Stamp {
  readonly stamp: 'position' | 'revision' | 'at'
  /** Which event of the append, from 0. */
  readonly of: number
}
export const isStamp = (v: unknown): v is Stamp =>
  typeof v === 'object' && v !== null && 'stamp' in v

/** An increment of the number that is there; null counts as 0. */
export interface Plus {
  readonly plus: number
}
export const plus = (n: number): Plus => ({ plus: n })
export const isPlus = (v: unknown): v is Plus => typeof v === 'object' && v !== null && 'plus' in v

type Writable<T> = T | (number extends T ? Stamp : never)
type Incremental<T> = Writable<T> | (number extends T ? Plus : never)
/** A whole row of a table of these columns. */
export type NewRow<C extends Columns> = { readonly [K in keyof C]: Writable<CellOf<C[K]>> }
/** New values or increments for some of these columns. */
export type Change<C extends Columns> = { readonly [K in keyof C]?: Incremental<CellOf<C[K]>> }

export type AnyRow = { readonly [column: string]: Cell | Stamp }
export type AnyChange = { readonly [column: string]: Cell | Stamp | Plus }

/** A guard holds or the whole commit is refused with the row found: the row must be absent, or have these cells. Claims, unique names, checkpoints and leases are guards. */
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
