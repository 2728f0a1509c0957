import { atLeast, checkOptions, type OptionRules, span, text, wholeFrom } from '../check-option.ts'

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

const rules: OptionRules<CacheOptions> = {
  name: text,
  key: ['a function', (value) => typeof value === 'function'],
  ttlMs: span,
  maxEntries: wholeFrom(1),
  staleWhileRevalidateMs: atLeast(0),
  staleIfErrorMs: atLeast(0),
}

/** Options with their defaults; throws a RangeError that names the one out of range. */
export const checkCacheOptions = (options: CacheOptions): CheckedCache =>
  checkOptions(`cache ${options.name}`, rules, options, cacheDefaults)
