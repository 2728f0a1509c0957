import type { Goods, Line } from './language.ts'

/** Pieces by the number of the line. */
export type Quantities = { readonly [line: number]: number }

export const added = (
  to: Quantities,
  lines: readonly { readonly line: number; readonly quantity: number }[],
): Quantities => ({
  ...to,
  ...Object.fromEntries(lines.map(({ line, quantity }) => [line, (to[line] ?? 0) + quantity])),
})

/** What the later states of an order still know of it. */
export interface Placed {
  readonly number: string
  readonly batch: string
  readonly customer: string | null
  readonly lines: readonly Line[]
  readonly goods: Goods
  /** How much of each line credit notes have taken back. */
  readonly credited: Quantities
}
