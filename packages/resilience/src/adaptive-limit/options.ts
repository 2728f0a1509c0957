import { checkKnown } from '../check-option.ts'
import type { Classify } from '../outcome.ts'
import { gradient } from './gradient.ts'
import type { Limit } from './limit.ts'

export interface AdaptiveLimitOptions {
  /** In errors and snapshots: what is called. */
  readonly name: string
  /** How the limit learns: `gradient` (as by default), `aimd`, `fixed`, or your own. It belongs to one policy. */
  readonly limit?: Limit
  /** How `run` judges an outcome. A failure counts as dropped by the callee; an ignored one teaches nothing. */
  readonly classify?: Classify
}

/** Options with their defaults; throws a RangeError that names the one it does not know. */
export function checkAdaptiveLimitOptions(options: AdaptiveLimitOptions): { limit: Limit } {
  checkKnown(`adaptive limit ${options.name}`, options, ['name', 'limit', 'classify'])
  return { limit: options.limit ?? gradient() }
}
