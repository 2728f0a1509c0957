import { type BreakerMode, bucketsOf, type CheckedOptions, type WindowOptions } from './options.ts'
import { type State, sizeOf, type Trip, type TripReason } from './state.ts'
import type { Counts } from './window.ts'

/** A breaker at one moment, as plain JSON for a screen or a metric. Times are durations: the clock means nothing elsewhere. */
export interface BreakerSnapshot extends Readonly<Tallies> {
  readonly name: string
  readonly state: State['state']
  readonly mode: BreakerMode
  readonly inStateMs: number
  /** Until it is worth asking again; 0 when calls are admitted. */
  readonly retryAfterMs: number
  readonly window: BreakerWindow
  readonly thresholds: {
    readonly failureRate: number
    readonly slowRate: number
    readonly slowAfterMs?: number
    readonly minimumCalls: number
  }
  /** While half-open: the step of the ramp, from 1, and its probes. */
  readonly probes?: {
    readonly step: number
    readonly steps: number
    readonly permits: number
    readonly pending: number
    readonly done: number
    readonly failures: number
    readonly slow: number
  }
  readonly lastTrip?: {
    readonly reason: TripReason
    readonly agoMs: number
    readonly openMs: number
    readonly calls: number
    readonly failures: number
    readonly slow: number
  }
}

export type BreakerWindow = (
  | { readonly kind: 'calls'; readonly size: number }
  | { readonly kind: 'time'; readonly ms: number; readonly buckets: number }
  | { readonly kind: 'in a row'; readonly size: number }
) & {
  /** Ended calls, and those that still run and are slow already. */
  readonly calls: number
  readonly failures: number
  readonly slow: number
  readonly failureRate: number
  readonly slowRate: number
  /** Of the slow ones, those that still run. */
  readonly overdue: number
}

/** Since it was made. */
export interface Tallies {
  successes: number
  failures: number
  /** Slow, whether they failed or not. */
  slow: number
  ignored: number
  /** Times it opened, forced or not. */
  trips: number
  /** Calls refused; in shadow, calls that would have been. */
  rejected: number
  /** Results that came after the state they belong to was over, and were not counted. */
  late: number
}

interface Seen {
  readonly name: string
  readonly options: CheckedOptions
  readonly state: State
  readonly mode: BreakerMode
  readonly counts: Counts
  readonly overdue: number
  readonly tallies: Tallies
  readonly trip: Trip | undefined
  readonly retryAfterMs: number
  readonly now: number
}

export function breakerSnapshot(seen: Seen): BreakerSnapshot {
  const { options, state, mode, trip, now } = seen
  const { failureRate, slowRate, minimumCalls, slowAfterMs } = options
  return {
    name: seen.name,
    state: state.state,
    mode,
    // a clock set back must not show ages below 0
    inStateMs: Math.max(0, now - state.since),
    retryAfterMs: seen.retryAfterMs,
    window: windowOf(options, seen.counts, seen.overdue),
    thresholds: {
      failureRate,
      slowRate,
      ...(Number.isFinite(slowAfterMs) && { slowAfterMs }),
      minimumCalls,
    },
    ...(state.state === 'half-open' && {
      probes: {
        step: state.step + 1,
        steps: options.ramp.length,
        permits: sizeOf(state, options),
        pending: state.pending.length,
        done: state.calls,
        failures: state.failures,
        slow: state.slow,
      },
    }),
    ...seen.tallies,
    ...(trip && { lastTrip: { ...figures(trip), agoMs: Math.max(0, now - trip.at) } }),
  }
}

const figures = ({ at: _, ...rest }: Trip) => rest

function windowOf(
  { window: kind }: CheckedOptions,
  { calls, failures, slow }: Counts,
  overdue: number,
): BreakerWindow {
  const share = (part: number) => (calls === 0 ? 0 : part / calls)
  return {
    ...kindOf(kind),
    calls,
    failures,
    slow,
    failureRate: share(failures),
    slowRate: share(slow),
    overdue,
  }
}

function kindOf(window: WindowOptions) {
  if ('calls' in window) return { kind: 'calls', size: window.calls } as const
  if ('inARow' in window) return { kind: 'in a row', size: window.inARow } as const
  return { kind: 'time', ms: window.ms, buckets: bucketsOf(window) } as const
}
