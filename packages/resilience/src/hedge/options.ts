import { checkKnown, checkOption, isFrom, isSpan, isWhole } from '../check-option.ts'
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

/** Options with their defaults; throws a RangeError that names the one out of range. */
export function checkHedgeOptions(options: HedgeOptions): CheckedHedge {
  const all = { ...hedgeDefaults, ...options }
  const policy = `hedge ${all.name}`
  checkKnown(policy, options, ['name', 'delay', 'maxHedges', 'budget', 'classify'])
  const { delay, maxHedges } = all
  if ('ms' in delay) checkOption(policy, 'delay.ms', delay.ms, '0 or more', isFrom(delay.ms, 0))
  else {
    const fits = isSpan(delay.percentile) && delay.percentile < 1
    checkOption(policy, 'delay.percentile', delay.percentile, 'above 0 and below 1', fits)
  }
  checkOption(policy, 'maxHedges', maxHedges, 'a whole number from 1', isWhole(maxHedges, 1))
  return all
}
