import {
  atLeast,
  checkOptions,
  finiteSpan,
  type OptionRules,
  text,
  wholeFrom,
} from '../check-option.ts'

export interface RateLimiterOptions {
  /** In errors and snapshots: what is called. */
  readonly name: string
  /** So many calls … */
  readonly limit: number
  /** … in each such span. */
  readonly perMs?: number
  /** Calls that may come at once after a silence. Left out: `limit`. */
  readonly burst?: number
  /** A call that must wait longer than this for its turn is refused; 0 never waits. */
  readonly maxWaitMs?: number
}

export const rateLimiterDefaults = Object.freeze({ perMs: 1_000, maxWaitMs: 0 })

export type CheckedRateLimiter = Required<RateLimiterOptions>

const rules: OptionRules<RateLimiterOptions> = {
  name: text,
  limit: finiteSpan,
  perMs: finiteSpan,
  burst: wholeFrom(1),
  maxWaitMs: atLeast(0),
}

/** Options with their defaults; throws a RangeError that names the one out of range. */
export function checkRateLimiterOptions(options: RateLimiterOptions): CheckedRateLimiter {
  const burst = Math.max(1, Math.floor(options.limit))
  const defaults = { ...rateLimiterDefaults, burst }
  return checkOptions(`rate limiter ${options.name}`, rules, options, defaults)
}
