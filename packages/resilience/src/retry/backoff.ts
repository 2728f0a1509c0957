import { atLeast, checkOptions, isFrom, type OptionRules, share } from '../check-option.ts'

/** How long to wait before retry number `retry` (from 1), when the wait before was `previousMs` (0 at first). */
export type Backoff = (retry: number, previousMs: number, random: () => number) => number

export interface ExponentialOptions {
  readonly firstMs?: number
  readonly factor?: number
  readonly maxMs?: number
  /** Share of each wait that is left to chance: 1 spreads callers over the whole wait, 0 keeps them in step. */
  readonly jitter?: number
}

export const backoffDefaults = Object.freeze({
  firstMs: 100,
  factor: 2,
  maxMs: 20_000,
  jitter: 1,
})

const waits: OptionRules<Pick<ExponentialOptions, 'firstMs' | 'maxMs'>> = {
  firstMs: atLeast(0),
  maxMs: ['firstMs or more', (value, { firstMs }) => isFrom(value, firstMs)],
}

/** Waits that grow by `factor`, up to `maxMs`, less a random part. */
export function exponential(options: ExponentialOptions = {}): Backoff {
  const { firstMs, factor, maxMs, jitter } = checkOptions(
    'exponential',
    { ...waits, factor: atLeast(1), jitter: share },
    options,
    backoffDefaults,
  )
  return (retry, _previous, random) =>
    Math.min(maxMs, firstMs * factor ** (retry - 1)) * (1 - jitter * random())
}

/** The same wait each time, less a random part. */
export const constant = (ms: number, jitter = 0): Backoff =>
  exponential({ firstMs: ms, factor: 1, maxMs: ms, jitter })

/** Each wait is drawn between `firstMs` and three times the wait before, up to `maxMs`: grows, and callers that failed together drift apart ("decorrelated jitter", AWS Architecture Blog, 2015). */
export function decorrelated(options: Pick<ExponentialOptions, 'firstMs' | 'maxMs'> = {}): Backoff {
  const { firstMs, maxMs } = checkOptions('decorrelated', waits, options, backoffDefaults)
  return (_retry, previousMs, random) => {
    const most = Math.max(firstMs, 3 * previousMs)
    return Math.min(maxMs, firstMs + random() * (most - firstMs))
  }
}
