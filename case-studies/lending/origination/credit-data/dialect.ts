import type { Party } from '../intake/language.ts'
import type { CreditReport } from './report.ts'

/** What one answer of a bureau comes to. Unreadable is what was said to us, and nobody here understands. */
export type Heard =
  | { readonly is: 'report'; readonly report: CreditReport }
  | { readonly is: 'unreadable'; readonly why: string }

/** How a bureau is asked, and what its answers mean: the anticorruption layer of one foreign model. */
export interface Dialect {
  readonly path: string
  ask(reference: string, parties: readonly Party[]): object
  /** Undefined, or an error, where it is no answer to this question: another one's, or a broken one. */
  read(said: unknown, reference: string, parties: readonly Party[]): Heard | undefined
}
