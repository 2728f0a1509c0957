import { checkOptions, type OptionRules, task, text } from '../check-option.ts'
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

const rules: OptionRules<AdaptiveLimitOptions> = {
  name: text,
  limit: ['a limit', (value) => typeof value?.began === 'function'],
  classify: task,
}

/** Options with their defaults; throws a RangeError that names the one that makes no sense. */
export const checkAdaptiveLimitOptions = (
  options: AdaptiveLimitOptions,
): AdaptiveLimitOptions & { readonly limit: Limit } =>
  checkOptions(`adaptive limit ${options.name}`, rules, options, { limit: gradient() })
