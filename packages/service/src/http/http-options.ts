import { ServiceError } from '../service-error.ts'
import { keyDefaults } from './request-keys.ts'

/** What a service takes, and for how long. */
export interface HttpOptions {
  readonly maxBodyBytes?: number
  /** Characters of path and query. */
  readonly maxPathLength?: number
  /** Characters of all headers, names and values. */
  readonly maxHeaderLength?: number
  /** The time for one request, unless the caller's deadline is sooner. */
  readonly timeLimitMs?: number
  /** Requests under way at once, whatever their answers take. */
  readonly maxConcurrent?: number
  /** While answers take longer, fewer requests are let in at once. */
  readonly slowAfterMs?: number
  /** Requests that wait at once for a position to be seen. */
  readonly maxWaiting?: number
  /** How long an idempotency key is remembered. */
  readonly keepKeysMs?: number
  /** When it stops: how long requests are still taken after `/readyz` has said no. */
  readonly graceMs?: number
}

export const httpDefaults: Required<HttpOptions> = Object.freeze({
  maxBodyBytes: 262_144,
  maxPathLength: 4_096,
  // Node itself cuts off at 16 KiB, without a problem to tell
  maxHeaderLength: 12_288,
  timeLimitMs: 10_000,
  maxConcurrent: 1_024,
  slowAfterMs: 1_000,
  maxWaiting: 256,
  keepKeysMs: keyDefaults.keepMs,
  graceMs: 200,
})

/** The options with their defaults. Throws WT_OPTION_INVALID, naming the option that is no whole number from 1, or for `graceMs` from 0. */
export function checkHttpOptions(given: HttpOptions): Required<HttpOptions> {
  for (const [option, value] of Object.entries(given)) {
    const least = option === 'graceMs' ? 0 : 1
    if (Object.hasOwn(httpDefaults, option) && Number.isSafeInteger(value) && value >= least)
      continue
    throw new ServiceError(
      'WT_OPTION_INVALID',
      `http.${option} is ${value}, expected one of ${Object.keys(httpDefaults).join(', ')} and a whole number from ${least}`,
      { option, value },
    )
  }
  return { ...httpDefaults, ...given }
}
