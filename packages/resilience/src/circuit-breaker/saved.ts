import { checkOption, isFrom, isWhole } from '../check-option.ts'
import type { BreakerMode } from './options.ts'
import { closed, type State, type Trip, type TripReason } from './state.ts'
import type { Counted } from './window.ts'

/** A breaker to be taken up again by another process, as plain JSON. Times are durations, because clocks mean nothing elsewhere. */
export interface SavedBreaker {
  readonly version: 1
  readonly mode: BreakerMode
  readonly state: State['state']
  readonly inStateMs: number
  readonly openings: number
  /** Open: what is left of the wait. */
  readonly waitMs?: number
  /** Half-open: from 0. Its probes are lost with the process, their places are free. */
  readonly step?: number
  readonly lastTrip?: SavedTrip
  readonly window: readonly Counted[]
}

interface SavedTrip {
  readonly reason: TripReason
  readonly agoMs: number
  readonly openMs: number
  readonly calls: number
  readonly failures: number
  readonly slow: number
}

export function saved(
  state: State,
  mode: BreakerMode,
  trip: Trip | undefined,
  window: readonly Counted[],
  now: number,
): SavedBreaker {
  return {
    version: 1,
    mode,
    state: state.state,
    inStateMs: Math.max(0, now - state.since),
    openings: state.openings,
    ...(state.state === 'open' &&
      Number.isFinite(state.until) && { waitMs: Math.max(0, state.until - now) }),
    ...(state.state === 'half-open' && { step: state.step }),
    ...(trip && { lastTrip: savedTrip(trip, now) }),
    window,
  }
}

function savedTrip({ at, ...figures }: Trip, now: number): SavedTrip {
  return { ...figures, agoMs: Math.max(0, now - at) }
}

/** The state as it was saved `agoMs` before `now`, in a generation of its own. */
export function restored(
  name: string,
  from: SavedBreaker,
  generation: number,
  now: number,
  agoMs: number,
): { readonly state: State; readonly trip: Trip | undefined } {
  check(name, from)
  checkOption(`breaker ${name}`, 'agoMs', agoMs, 'finite, 0 or more', isMeasure(agoMs))
  const since = now - from.inStateMs - agoMs
  const trip = from.lastTrip && tripOf(from.lastTrip, now - agoMs)
  const life = { generation, since, openings: from.openings }
  if (from.state === 'closed' || trip === undefined)
    return { state: closed(generation, since, from.openings), trip }
  if (from.state === 'half-open') {
    const counts = { calls: 0, failures: 0, slow: 0 }
    const step = from.step ?? 0
    return { state: { state: 'half-open', ...life, ...counts, trip, step, pending: [] }, trip }
  }
  const until = from.waitMs === undefined ? Number.POSITIVE_INFINITY : now - agoMs + from.waitMs
  return { state: { state: 'open', ...life, until, trip }, trip }
}

const tripOf = ({ agoMs, ...figures }: SavedTrip, now: number): Trip => ({
  ...figures,
  at: now - agoMs,
})

const isMeasure = (value: unknown) => isFrom(value as number, 0) && Number.isFinite(value)

/** What comes from a file or a cache is not believed. */
function check(name: string, from: SavedBreaker): void {
  const part = (what: string, value: unknown, range: string, fits: boolean) =>
    checkOption(`breaker ${name}`, `saved ${what}`, value, range, fits)
  part('version', from?.version, '1', from?.version === 1)
  part('state', from.state, 'a state', /^(closed|open|half-open)$/.test(from.state))
  part('inStateMs', from.inStateMs, 'finite, 0 or more', isMeasure(from.inStateMs))
  part('openings', from.openings, 'a whole number', isWhole(from.openings, 0))
  part('waitMs', from.waitMs, '0 or more', from.waitMs === undefined || isMeasure(from.waitMs))
  part('step', from.step, 'a whole number', from.step === undefined || isWhole(from.step, 0))
  const isOpen = from.state !== 'closed'
  part('lastTrip', from.lastTrip, 'why it opened', !isOpen || typeof from.lastTrip === 'object')
  for (const figure of ['agoMs', 'openMs', 'calls', 'failures', 'slow'] as const) {
    const value = from.lastTrip?.[figure]
    part(`lastTrip.${figure}`, value, '0 or more', value === undefined || isMeasure(value))
  }
  part('window', from.window, 'a list', Array.isArray(from.window))
  for (const group of from.window)
    for (const figure of ['agoMs', 'calls', 'failures', 'slow'] as const)
      part(`window.${figure}`, group?.[figure], 'finite, 0 or more', isMeasure(group?.[figure]))
}
