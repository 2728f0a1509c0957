import { checkKnown, checkOption, isSpan, isWhole } from '../check-option.ts'

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

/** Options with their defaults; throws a RangeError that names the one out of range. */
export function checkRateLimiterOptions(options: RateLimiterOptions): CheckedRateLimiter {
  checkKnown(`rate limiter ${options.name}`, options, [
    'name',
    'limit',
    'burst',
    ...Object.keys(rateLimiterDefaults),
  ])
  const all = {
    ...rateLimiterDefaults,
    burst: Math.max(1, Math.floor(options.limit)),
    ...options,
  }
  const check = (option: 'limit' | 'perMs' | 'burst' | 'maxWaitMs', range: string, fits: boolean) =>
    checkOption(`rate limiter ${all.name}`, option, all[option], range, fits)
  check('limit', 'finite and above 0', isSpan(all.limit) && Number.isFinite(all.limit))
  check('perMs', 'finite and above 0', isSpan(all.perMs) && Number.isFinite(all.perMs))
  check('burst', 'a whole number from 1', isWhole(all.burst, 1))
  check('maxWaitMs', '0 or more', all.maxWaitMs >= 0)
  return all
}
