import { checkKnown, checkOption, isFrom, isSpan, isTask, isWhole } from '../check-option.ts'

export interface CacheOptions {
  readonly name: string
  /** What a call is about, from what was handed to `run` as its context. Calls with one key have one answer; undefined is not cached. */
  readonly key: (context: any) => string | undefined
  /** An answer is fresh for so long. */
  readonly ttlMs: number
  /** The entries used longest ago give way to more. */
  readonly maxEntries?: number
  /** For so long after that it is given out once more while it is fetched anew (RFC 5861). */
  readonly staleWhileRevalidateMs?: number
  /** For so long after that it stands in for an error (RFC 5861). */
  readonly staleIfErrorMs?: number
}

export const cacheDefaults = Object.freeze({
  maxEntries: 1_000,
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 0,
})

export type CheckedCache = Required<CacheOptions>

/** Options with their defaults; throws a RangeError that names the one out of range. */
export function checkCacheOptions(options: CacheOptions): CheckedCache {
  const all = { ...cacheDefaults, ...options }
  const policy = `cache ${all.name}`
  checkKnown(policy, options, ['name', 'key', 'ttlMs', ...Object.keys(cacheDefaults)])
  checkOption(policy, 'key', all.key, 'a function', all.key !== undefined && isTask(all.key))
  checkOption(policy, 'ttlMs', all.ttlMs, 'above 0', isSpan(all.ttlMs))
  const { maxEntries, staleWhileRevalidateMs, staleIfErrorMs } = all
  checkOption(policy, 'maxEntries', maxEntries, 'a whole number from 1', isWhole(maxEntries, 1))
  const check = (option: string, value: number) =>
    checkOption(policy, option, value, '0 or more', isFrom(value, 0))
  check('staleWhileRevalidateMs', staleWhileRevalidateMs)
  check('staleIfErrorMs', staleIfErrorMs)
  return all
}
