import type { Dice } from './dice.ts'
import type { Draft } from './draft.ts'
import type { Ledger } from './ledger.ts'
import type { Tokens } from './tokens.ts'

/** What a change of a request may draw from. */
export interface Ways {
  readonly ledger: Ledger
  readonly dice: Dice
  readonly tokens: Tokens
  /** Of the request. */
  readonly number: number
}
export type Mutation = (draft: Draft, ways: Ways) => void
