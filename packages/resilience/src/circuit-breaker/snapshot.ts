import type { RunningBreaker } from './circuit-breaker.ts'
import type { BreakerMode } from './mode.ts'
import { bucketsOf, type WindowOptions } from './options.ts'
import { type State, sizeOf, type Trip, type TripReason } from './state.ts'
import type { Tallies } from './tallies.ts'
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
  readonly lastTrip?: TripAgo
}

export interface TripAgo extends Counts {
  readonly reason: TripReason
  readonly agoMs: number
  readonly openMs: number
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

export function breakerSnapshot(breaker: RunningBreaker, now: number): BreakerSnapshot {
  const { name, mode, options, tallies } = breaker
  const { failureRate, slowRate, slowAfterMs, minimumCalls, ramp } = options
  const state = breaker.seen(now)
  const trip = breaker.tripOf(state)
  const counts = breaker.counts(now)
  const share = (part: number) => (counts.calls === 0 ? 0 : part / counts.calls)
  return {
    name,
    state: state.state,
    mode: mode.name,
    // a clock set back must not show ages below 0
    inStateMs: Math.max(0, now - state.since),
    retryAfterMs: breaker.retryAfter(state, now),
    window: {
      ...kindOf(options.window),
      ...counts,
      failureRate: share(counts.failures),
      slowRate: share(counts.slow),
    },
    thresholds: {
      failureRate,
      slowRate,
      ...(slowAfterMs < Number.POSITIVE_INFINITY && { slowAfterMs }),
      minimumCalls,
    },
    ...(state.state === 'half-open' && {
      probes: {
        step: state.step + 1,
        steps: ramp.length,
        permits: sizeOf(state, options),
        pending: state.pending.length,
        done: state.calls,
        failures: state.failures,
        slow: state.slow,
      },
    }),
    ...tallies,
    // what nobody has come upon yet has happened all the same
    trips: tallies.trips + (trip === breaker.trip ? 0 : 1),
    ...(trip && { lastTrip: tripAgo(trip, now) }),
  }
}

/** Why it opened, by how long ago that was. */
export const tripAgo = ({ at, ...figures }: Trip, now: number): TripAgo => ({
  ...figures,
  agoMs: Math.max(0, now - at),
})

function kindOf(window: WindowOptions) {
  if ('calls' in window) return { kind: 'calls', size: window.calls } as const
  if ('inARow' in window) return { kind: 'in a row', size: window.inARow } as const
  return { kind: 'time', ms: window.ms, buckets: bucketsOf(window) } as const
}
