import {
  atLeast,
  checkOption,
  checkOptions,
  finiteSpan,
  isFrom,
  type OptionRules,
  rate,
  span,
  task,
  text,
  wholeFrom,
} from '../check-option.ts'
import type { Classify } from '../outcome.ts'
import type { Mode } from './mode.ts'
import type { Rules } from './state.ts'
import { CountWindow, RowWindow, TimeWindow, type Window } from './window.ts'

export type WindowOptions =
  /** The last so many calls. */
  | { readonly calls: number }
  /** The last so many milliseconds. */
  | { readonly ms: number; readonly buckets?: number }
  /** Opens after so many calls in a row that failed or were slow; the rates then judge only probes. */
  | { readonly inARow: number }

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
  /** Who decides; left out, the breaker. */
  readonly mode?: Mode
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
})

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

const sizes = { calls: wholeFrom(1), inARow: wholeFrom(1), ms: finiteSpan }

/** What it holds so many of, and how many. */
function sizeOf(window: WindowOptions): readonly [kind: string, size: number] {
  const sized = Object.entries(window).filter(([part]) => part !== 'buckets')
  return sized.length === 1 ? (sized[0] as [string, number]) : ['', 0]
}

const isWindow = (window: WindowOptions | null) =>
  window !== null && Object.hasOwn(sizes, sizeOf(window)[0])

const rules: OptionRules<BreakerOptions> = {
  name: text,
  window: ['one of { calls }, { ms, buckets } and { inARow }', isWindow],
  failureRate: rate,
  slowRate: rate,
  slowAfterMs: span,
  minimumCalls: wholeFrom(1),
  openMs: span,
  openFactor: atLeast(1),
  openMaxMs: ['openMs or more', (value, { openMs }) => isFrom(value, openMs)],
  openDecayMs: atLeast(0),
  openJitter: ['from 0 to below 1', (value) => isFrom(value, 0) && value < 1],
  ramp: ['one step or more', (value) => Array.isArray(value) && value.length > 0],
  probeMaxMs: span,
  mode: ['one of modes', (value) => value === undefined || typeof value?.enter === 'function'],
  classify: task,
}

/** Options with their defaults; throws a RangeError that names the one out of range. */
export function checkBreakerOptions(options: BreakerOptions): CheckedOptions {
  const policy = `breaker ${options.name}`
  const { minimumCalls, window = breakerDefaults.window } = options
  const capacity = checkWindow(policy, window)
  const isRow = 'inARow' in window
  // a window smaller than the default minimum is its own minimum
  const defaults = {
    ...breakerDefaults,
    minimumCalls: Math.min(breakerDefaults.minimumCalls, capacity),
  }
  const all = checkOptions(policy, rules, options, defaults)
  checkOption(policy, 'minimumCalls', all.minimumCalls, [
    isRow ? 'left out with window.inARow' : `a whole number from 1 to ${capacity}`,
    (value) => (isRow ? minimumCalls === undefined : value <= capacity),
  ])
  checkOption(policy, 'ramp', all.ramp, [
    'whole numbers from 1',
    (steps) => steps.every(wholeFrom(1)[1]),
  ])
  const { name: _, mode: __, classify: ___, ...rest } = all
  // copies: what the caller does with its own objects later changes no breaker
  return shared({
    ...rest,
    window: { ...window },
    ramp: [...all.ramp],
    inARow: isRow ? window.inARow : 0,
    isMinimumSaid: minimumCalls !== undefined,
  })
}

let latest: CheckedOptions | undefined
let latestText = ''

/** Breakers of the same options, made one after another, share one copy. */
function shared(options: CheckedOptions): CheckedOptions {
  const text = JSON.stringify(options)
  if (latest === undefined || text !== latestText) latest = options
  latestText = text
  return latest
}

/** Returns how many calls the window can hold. */
function checkWindow(policy: string, window: WindowOptions): number {
  checkOption(policy, 'window', window, rules.window)
  const [kind, size] = sizeOf(window)
  checkOption(policy, `window.${kind}`, size, sizes[kind as keyof typeof sizes])
  if (kind !== 'ms') return size
  checkOption(policy, 'window.buckets', bucketsOf(window as { buckets?: number }), wholeFrom(1))
  return Number.POSITIVE_INFINITY
}
