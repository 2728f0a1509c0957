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

export const checkAdaptiveLimitOptions = (options: AdaptiveLimitOptions): { limit: Limit } => ({
  limit: options.limit ?? gradient(),
})
