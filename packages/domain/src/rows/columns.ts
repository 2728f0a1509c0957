/** A column's type; `?` admits null. Amounts are integer minor units. */
export type ColumnType = 'text' | 'integer' | 'real' | 'text?' | 'integer?' | 'real?'
export type Columns = { readonly [column: string]: ColumnType }

type Plain<C extends ColumnType> = C extends `text${string}` ? string : number
/** What a column of this type holds. */
export type CellOf<C extends ColumnType> = C extends `${string}?` ? Plain<C> | null : Plain<C>
export type RowOf<C extends Columns> = { readonly [K in keyof C]: CellOf<C[K]> }

export type Cell = string | number | null
export type Row = { readonly [column: string]: Cell }

export interface Table<C extends Columns = Columns, K extends keyof C & string = keyof C & string> {
  readonly name: string
  readonly columns: C
  readonly key: readonly K[]
  readonly indexes?: readonly (readonly (keyof C & string)[])[]
}
