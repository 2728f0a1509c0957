import { checkOption, isRate, isSpan, isWhole } from '../check-option.ts'
import type { Classify } from '../outcome.ts'
import type { Rules } from './state.ts'

export type WindowOptions =
  | { readonly calls: number }
  | { readonly ms: number; readonly buckets?: number }

export interface BreakerOptions {
  /** In errors and snapshots: what is called. */
  readonly name: string
  /** Which calls are judged together: the last so many, or the last so many milliseconds. */
  readonly window?: WindowOptions
  /** Opens when this share of the window failed, or more. */
  readonly failureRate?: number
  /** Opens when this share of the window was slow, or more. A slow failure counts as both. */
  readonly slowRate?: number
  /** A call that took this long is slow. */
  readonly slowAfterMs?: number
  /** Fewer calls than this are no evidence. */
  readonly minimumCalls?: number
  /** The first wait before probing. */
  readonly openMs?: number
  /** Each opening without a recovery between makes the wait this much longer … */
  readonly openFactor?: number
  /** … up to this. */
  readonly openMaxMs?: number
  /** Share of the wait by which it varies either way. */
  readonly openJitter?: number
  /** Half-open admits so many calls, judges them, then so many, and after the last step closes. */
  readonly ramp?: readonly number[]
  /** A probe without a result for this long is a failed one. */
  readonly probeMaxMs?: number
  readonly classify?: Classify
}

export const breakerDefaults = Object.freeze({
  window: Object.freeze({ ms: 10_000, buckets: 10 }),
  failureRate: 0.5,
  slowRate: 0.5,
  slowAfterMs: Number.POSITIVE_INFINITY,
  minimumCalls: 20,
  openMs: 5_000,
  openFactor: 2,
  openMaxMs: 60_000,
  openJitter: 0.2,
  ramp: Object.freeze([1, 2, 4]) as readonly number[],
  probeMaxMs: 10_000,
})

/** Buckets of a time window that does not say. */
export const bucketsOf = (window: { readonly buckets?: number }): number =>
  window.buckets ?? breakerDefaults.window.buckets

export interface CheckedOptions extends Rules {
  readonly name: string
  readonly window: WindowOptions
  readonly slowAfterMs: number
}

/** Options with their defaults; throws a RangeError that names the one out of range. */
export function checkBreakerOptions(options: BreakerOptions): CheckedOptions {
  const window = options.window ?? breakerDefaults.window
  const capacity = 'calls' in window ? window.calls : Number.POSITIVE_INFINITY
  const all = {
    ...breakerDefaults,
    // a window smaller than the default minimum is its own minimum
    minimumCalls: Math.min(breakerDefaults.minimumCalls, capacity),
    ...options,
    window,
  }
  const check = (option: string, value: number, range: string, fits: boolean) =>
    checkOption(`breaker ${all.name}`, option, value, range, fits)
  if ('calls' in window)
    check('window.calls', window.calls, 'a whole number from 1', isWhole(window.calls, 1))
  else {
    const finite = isSpan(window.ms) && Number.isFinite(window.ms)
    check('window.ms', window.ms, 'finite and above 0', finite)
    const buckets = bucketsOf(window)
    check('window.buckets', buckets, 'a whole number from 1', isWhole(buckets, 1))
  }
  check('failureRate', all.failureRate, 'above 0 and at most 1', isRate(all.failureRate))
  check('slowRate', all.slowRate, 'above 0 and at most 1', isRate(all.slowRate))
  check('slowAfterMs', all.slowAfterMs, 'above 0', isSpan(all.slowAfterMs))
  const fits = isWhole(all.minimumCalls, 1) && all.minimumCalls <= capacity
  check('minimumCalls', all.minimumCalls, `a whole number from 1 to ${capacity}`, fits)
  check('openMs', all.openMs, 'above 0', isSpan(all.openMs))
  check('openFactor', all.openFactor, '1 or more', all.openFactor >= 1)
  check('openMaxMs', all.openMaxMs, 'openMs or more', all.openMaxMs >= all.openMs)
  check(
    'openJitter',
    all.openJitter,
    'from 0 to below 1',
    all.openJitter >= 0 && all.openJitter < 1,
  )
  check('ramp', all.ramp.length, 'one step or more', all.ramp.length > 0)
  for (const step of all.ramp) check('ramp', step, 'whole numbers from 1', isWhole(step, 1))
  check('probeMaxMs', all.probeMaxMs, 'above 0', isSpan(all.probeMaxMs))
  return all
}
