import {
  checkKnown,
  checkOption,
  isFrom,
  isRate,
  isSpan,
  isTask,
  isText,
  isWhole,
} from '../check-option.ts'
import type { Classify } from '../outcome.ts'
import type { Rules } from './state.ts'
import { CountWindow, RowWindow, TimeWindow, type Window } from './window.ts'

export type WindowOptions =
  /** The last so many calls. */
  | { readonly calls: number }
  /** The last so many milliseconds. */
  | { readonly ms: number; readonly buckets?: number }
  /** Opens after so many calls in a row that failed or were slow; the rates then judge only probes. */
  | { readonly inARow: number }

/** Who decides: the breaker; a person (`forced open` refuses all, `forced closed` admits all and counts); nobody (`disabled` does not even count); or the breaker without consequence (`shadow` moves through its states and refuses nothing). */
export type BreakerMode = 'automatic' | 'forced open' | 'forced closed' | 'disabled' | 'shadow'

export interface BreakerOptions {
  /** In errors and snapshots: what is called. */
  readonly name: string
  /** Which calls are judged together. */
  readonly window?: WindowOptions
  /** Opens when this share of the window failed, or more. */
  readonly failureRate?: number
  /** Opens when this share of the window was slow, or more. A slow failure counts as both. */
  readonly slowRate?: number
  /** A call that took this long is slow, and one that still runs is slow from then on. */
  readonly slowAfterMs?: number
  /** Fewer calls than this are no evidence. */
  readonly minimumCalls?: number
  /** The first wait before probing. */
  readonly openMs?: number
  /** Each opening makes the next wait this much longer … */
  readonly openFactor?: number
  /** … up to this, … */
  readonly openMaxMs?: number
  /** … and so long closed takes one opening off again; 0 forgets them all with a recovery. */
  readonly openDecayMs?: number
  /** Share of the wait by which it varies either way. */
  readonly openJitter?: number
  /** Half-open admits so many calls, judges them, then so many, and after the last step closes. */
  readonly ramp?: readonly number[]
  /** A probe without a result for this long is a failed one. */
  readonly probeMaxMs?: number
  readonly mode?: BreakerMode
  /** How `run` judges an outcome. */
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
  openDecayMs: 30_000,
  openJitter: 0.2,
  ramp: Object.freeze([1, 2, 4]) as readonly number[],
  probeMaxMs: 10_000,
  mode: 'automatic' as BreakerMode,
})

const known = ['name', ...Object.keys(breakerDefaults), 'classify']
const modes: readonly string[] = [
  'automatic',
  'forced open',
  'forced closed',
  'disabled',
  'shadow',
] satisfies readonly BreakerMode[]

export interface CheckedOptions extends Rules {
  readonly window: WindowOptions
  /** Whether `minimumCalls` was said, and does not follow the window. */
  readonly isMinimumSaid: boolean
}

/** Buckets of a time window that does not say. */
export const bucketsOf = (window: { readonly buckets?: number }): number =>
  window.buckets ?? breakerDefaults.window.buckets

export function windowOf(options: WindowOptions): Window {
  if ('calls' in options) return new CountWindow(options.calls)
  if ('ms' in options) return new TimeWindow(options.ms, bucketsOf(options))
  return new RowWindow()
}

/** Options with their defaults; throws a RangeError that names the one out of range. */
export function checkBreakerOptions(options: BreakerOptions): CheckedOptions {
  const policy = `breaker ${options.name}`
  checkKnown(policy, options, known)
  const check = (option: string, value: unknown, range: string, fits: boolean) =>
    checkOption(policy, option, value, range, fits)
  check('name', options.name, 'a text that is not empty', isText(options.name))
  const window = options.window ?? breakerDefaults.window
  const capacity = checkWindow(window, check)
  // a window smaller than the default minimum is its own minimum
  const minimumCalls = Math.min(breakerDefaults.minimumCalls, capacity)
  const all = { ...breakerDefaults, minimumCalls, ...options }
  check('failureRate', all.failureRate, 'above 0 and at most 1', isRate(all.failureRate))
  check('slowRate', all.slowRate, 'above 0 and at most 1', isRate(all.slowRate))
  check('slowAfterMs', all.slowAfterMs, 'above 0', isSpan(all.slowAfterMs))
  const fits = isWhole(all.minimumCalls, 1) && all.minimumCalls <= capacity
  check('minimumCalls', all.minimumCalls, `a whole number from 1 to ${capacity}`, fits)
  const isUsed = !('inARow' in window) || options.minimumCalls === undefined
  check('minimumCalls', all.minimumCalls, 'left out with window.inARow', isUsed)
  check('openMs', all.openMs, 'above 0', isSpan(all.openMs))
  check('openFactor', all.openFactor, '1 or more', isFrom(all.openFactor, 1))
  check('openMaxMs', all.openMaxMs, 'openMs or more', isFrom(all.openMaxMs, all.openMs))
  check('openDecayMs', all.openDecayMs, '0 or more', isFrom(all.openDecayMs, 0))
  const isSmall = isFrom(all.openJitter, 0) && all.openJitter < 1
  check('openJitter', all.openJitter, 'from 0 to below 1', isSmall)
  const isRamp = Array.isArray(all.ramp) && all.ramp.length > 0
  check('ramp', all.ramp, 'one step or more', isRamp)
  for (const step of all.ramp) check('ramp', all.ramp, 'whole numbers from 1', isWhole(step, 1))
  check('probeMaxMs', all.probeMaxMs, 'above 0', isSpan(all.probeMaxMs))
  check('mode', all.mode, `one of ${modes.join(', ')}`, modes.includes(all.mode))
  check('classify', all.classify, 'a function', isTask(all.classify))
  // copies: what the caller does with its own objects later changes no breaker
  return shared({
    window: { ...window },
    isMinimumSaid: options.minimumCalls !== undefined,
    inARow: 'inARow' in window ? window.inARow : 0,
    failureRate: all.failureRate,
    slowRate: all.slowRate,
    slowAfterMs: all.slowAfterMs,
    minimumCalls: all.minimumCalls,
    openMs: all.openMs,
    openFactor: all.openFactor,
    openMaxMs: all.openMaxMs,
    openDecayMs: all.openDecayMs,
    openJitter: all.openJitter,
    ramp: [...all.ramp],
    probeMaxMs: all.probeMaxMs,
  })
}

let latest: CheckedOptions | undefined

/** Breakers of the same options, made one after another, share one copy. */
function shared(options: CheckedOptions): CheckedOptions {
  const isSame =
    latest !== undefined &&
    Object.entries(options).every(([option, value]) => {
      const other = latest?.[option as keyof CheckedOptions]
      return Object.is(value, other) || JSON.stringify(value) === JSON.stringify(other)
    })
  if (!isSame) latest = options
  return latest as CheckedOptions
}

/** What a breaker was given, from what became of it. */
export function givenOptions(
  name: string,
  { inARow: _, isMinimumSaid, minimumCalls, ...options }: CheckedOptions,
  classify: Classify | undefined,
): BreakerOptions {
  return {
    name,
    ...options,
    ...(isMinimumSaid && { minimumCalls }),
    ...(classify && { classify }),
  }
}

/** Returns how many calls the window can hold. */
function checkWindow(
  window: WindowOptions,
  check: (option: string, value: unknown, range: string, fits: boolean) => void,
): number {
  const kinds = Object.keys(window).filter((key) => key !== 'buckets')
  const isOne = kinds.length === 1 && /^(calls|ms|inARow)$/.test(kinds[0] as string)
  check('window', window, 'one of { calls }, { ms, buckets } and { inARow }', isOne)
  if ('ms' in window) {
    check(
      'window.ms',
      window.ms,
      'finite and above 0',
      isSpan(window.ms) && Number.isFinite(window.ms),
    )
    const buckets = bucketsOf(window)
    check('window.buckets', buckets, 'a whole number from 1', isWhole(buckets, 1))
    return Number.POSITIVE_INFINITY
  }
  const [kind, size] = 'calls' in window ? ['calls', window.calls] : ['inARow', window.inARow]
  check(`window.${kind}`, size, 'a whole number from 1', isWhole(size as number, 1))
  return size as number
}
