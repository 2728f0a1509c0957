import { checkOption, checkOptions, type OptionRules, span } from '../check-option.ts'

/** A limit of time for all that stands inside it in the list. */
export interface TimeLimit {
  readonly kind: 'timeout' | 'deadline'
  readonly ms: number
  /** `abandon`: the caller hears at once, whatever the work does. `cooperate`: the signal fires, and the caller hears when the work ends. */
  readonly mode: 'abandon' | 'cooperate'
}

export interface TimeoutOptions {
  readonly mode?: 'abandon' | 'cooperate'
}

export const timeoutDefaults = Object.freeze({ mode: 'abandon' as const })

const rules: OptionRules<TimeoutOptions> = {
  mode: ['abandon or cooperate', (value) => value === 'abandon' || value === 'cooperate'],
}

/** After `ms` the attempt's signal fires, and the attempt has failed with WT_TIMEOUT. Inside a retry it limits each attempt, and is retried. */
export function timeout(ms: number, options: TimeoutOptions = {}): TimeLimit {
  checkOption('timeout', 'ms', ms, span)
  return { kind: 'timeout', ms, ...checkOptions('timeout', rules, options, timeoutDefaults) }
}

/** After `ms` nobody waits any longer: WT_DEADLINE. The moment stands in the call, and no attempt and no wait goes past it. */
export function deadline(ms: number): TimeLimit {
  checkOption('deadline', 'ms', ms, span)
  return { kind: 'deadline', ms, mode: 'abandon' }
}
