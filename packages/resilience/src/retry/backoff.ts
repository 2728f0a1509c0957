import { checkKnown, checkOption, isFrom, isShare } from '../check-option.ts'

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

/** Waits that grow by `factor`, up to `maxMs`, less a random part. */
export function exponential(options: ExponentialOptions = {}): Backoff {
  checkKnown('exponential', options, Object.keys(backoffDefaults))
  const { firstMs, factor, maxMs, jitter } = { ...backoffDefaults, ...options }
  checkWaits('exponential', firstMs, maxMs)
  checkOption('exponential', 'factor', factor, '1 or more', isFrom(factor, 1))
  checkOption('exponential', 'jitter', jitter, 'from 0 to 1', isShare(jitter))
  return (retry, _previous, random) =>
    Math.min(maxMs, firstMs * factor ** (retry - 1)) * (1 - jitter * random())
}

/** The same wait each time, less a random part. */
export const constant = (ms: number, jitter = 0): Backoff =>
  exponential({ firstMs: ms, factor: 1, maxMs: ms, jitter })

/** Each wait is drawn between `firstMs` and three times the wait before, up to `maxMs`: grows, and callers that failed together drift apart ("decorrelated jitter", AWS Architecture Blog, 2015). */
export function decorrelated(options: Pick<ExponentialOptions, 'firstMs' | 'maxMs'> = {}): Backoff {
  checkKnown('decorrelated', options, ['firstMs', 'maxMs'])
  const { firstMs, maxMs } = { ...backoffDefaults, ...options }
  checkWaits('decorrelated', firstMs, maxMs)
  return (_retry, previousMs, random) => {
    const most = Math.max(firstMs, 3 * previousMs)
    return Math.min(maxMs, firstMs + random() * (most - firstMs))
  }
}

function checkWaits(backoff: string, firstMs: number, maxMs: number): void {
  checkOption(backoff, 'firstMs', firstMs, '0 or more', isFrom(firstMs, 0))
  checkOption(backoff, 'maxMs', maxMs, 'firstMs or more', isFrom(maxMs, firstMs))
}
