import { bucketsOf, type CheckedOptions } from './options.ts'
import type { State, Trip, TripReason } from './state.ts'
import type { Window } from './window.ts'

/** A breaker at one moment, as plain JSON for a screen or a metric. Times are durations: the clock means nothing elsewhere. */
export interface BreakerSnapshot {
  readonly name: string
  readonly state: State['state']
  readonly forced?: 'open' | 'closed'
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
  /** Times it opened, forced or not. */
  readonly trips: number
  /** Calls refused. */
  readonly rejected: number
  /** Results that came after the state they belong to was over, and were not counted. */
  readonly late: number
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
) & {
  readonly calls: number
  readonly failures: number
  readonly slow: number
  readonly failureRate: number
  readonly slowRate: number
}

export interface Tallies {
  trips: number
  rejected: number
  late: number
}

interface Seen {
  readonly options: CheckedOptions
  readonly state: State
  readonly forced: 'open' | 'closed' | undefined
  readonly window: Window
  readonly tallies: Tallies
  readonly trip: Trip | undefined
  readonly retryAfterMs: number
  readonly now: number
}

export function breakerSnapshot(seen: Seen): BreakerSnapshot {
  const { options, state, forced, trip, now } = seen
  const { failureRate, slowRate, minimumCalls, slowAfterMs } = options
  return {
    name: options.name,
    state: state.state,
    ...(forced && { forced }),
    inStateMs: now - state.since,
    retryAfterMs: seen.retryAfterMs,
    window: windowOf(options, seen.window),
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
        permits: options.ramp[state.step] as number,
        pending: state.pending.length,
        done: state.calls,
        failures: state.failures,
        slow: state.slow,
      },
    }),
    ...seen.tallies,
    ...(trip && { lastTrip: { ...figures(trip), agoMs: now - trip.at } }),
  }
}

const figures = ({ at: _, ...rest }: Trip) => rest

function windowOf({ window: kind }: CheckedOptions, window: Window): BreakerWindow {
  const { calls, failures, slow } = window
  const share = (part: number) => (calls === 0 ? 0 : part / calls)
  return {
    ...('calls' in kind
      ? { kind: 'calls', size: kind.calls }
      : { kind: 'time', ms: kind.ms, buckets: bucketsOf(kind) }),
    calls,
    failures,
    slow,
    failureRate: share(failures),
    slowRate: share(slow),
  }
}
