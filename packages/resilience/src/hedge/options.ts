import {
  atLeast,
  checkOption,
  checkOptions,
  type OptionRules,
  properRate,
  task,
  text,
  wholeFrom,
} from '../check-option.ts'
import type { Classify } from '../outcome.ts'
import type { Budget } from '../policy.ts'

/** When one attempt is late enough for another: after so long, or later than this share of first attempts lately. */
export type HedgeDelay = { readonly ms: number } | { readonly percentile: number }

export interface HedgeOptions {
  readonly name: string
  readonly delay?: HedgeDelay
  /** Attempts beside the first one. */
  readonly maxHedges?: number
  /** Pays for each of them; left out, nothing limits them but `maxHedges`. */
  readonly budget?: Budget
  /** An ignored failure is final: it ends the call and no hedge is begun. */
  readonly classify?: Classify
}

export const hedgeDefaults = Object.freeze({
  delay: Object.freeze({ percentile: 0.95 }) as HedgeDelay,
  maxHedges: 1,
})

/** First attempts that a percentile needs; until then nothing is hedged. */
export const percentileCalls = 50

export type CheckedHedge = HedgeOptions & Required<Pick<HedgeOptions, 'delay' | 'maxHedges'>>

const rules: OptionRules<HedgeOptions> = {
  name: text,
  delay: ['one of { ms } and { percentile }', (value) => typeof value === 'object'],
  maxHedges: wholeFrom(1),
  budget: [
    'a retry budget',
    (value) => value === undefined || typeof value?.tryWithdraw === 'function',
  ],
  classify: task,
}

/** Options with their defaults; throws a RangeError that names the one out of range. */
export function checkHedgeOptions(options: HedgeOptions): CheckedHedge {
  const policy = `hedge ${options.name}`
  const all = checkOptions(policy, rules, options, hedgeDefaults)
  const { delay } = all
  if ('ms' in delay) checkOption(policy, 'delay.ms', delay.ms, atLeast(0))
  else checkOption(policy, 'delay.percentile', delay.percentile, properRate)
  return all
}
