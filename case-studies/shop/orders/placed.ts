import type { Goods, Line } from './language.ts'

/** What the later states of an order still know of it. */
export interface Placed {
  readonly number: string
  readonly batch: string
  readonly customer: string | null
  readonly lines: readonly Line[]
  readonly goods: Goods
}
