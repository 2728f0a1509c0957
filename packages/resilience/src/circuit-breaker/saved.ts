import { checkOption, isFrom, type Rule, wholeFrom } from '../check-option.ts'
import type { Counted } from './contents.ts'
import type { BreakerMode } from './mode.ts'
import { type TripAgo, tripAgo } from './snapshot.ts'
import { closed, type State, type Trip } from './state.ts'

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
  readonly lastTrip?: TripAgo
  readonly window: readonly Counted[]
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
    ...(trip && { lastTrip: tripAgo(trip, now) }),
    window,
  }
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
  checkOption(`breaker ${name}`, 'agoMs', agoMs, measure)
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

const tripOf = ({ agoMs, ...figures }: TripAgo, now: number): Trip => ({
  ...figures,
  at: now - agoMs,
})

const measure: Rule = ['finite, 0 or more', (value) => isFrom(value, 0) && Number.isFinite(value)]

const optional = ([range, fits]: Rule): Rule => [
  range,
  (value) => value === undefined || fits(value),
]

const rules: Readonly<Record<string, Rule>> = {
  version: ['1', (value) => value === 1],
  state: ['a state', (value) => /^(closed|open|half-open)$/.test(value)],
  inStateMs: measure,
  openings: wholeFrom(0),
  waitMs: optional(measure),
  step: optional(wholeFrom(0)),
  lastTrip: [
    'why it opened',
    (value, { state }) => state === 'closed' || typeof value === 'object',
  ],
  window: ['a list', Array.isArray],
}

/** What comes from a file or a cache is not believed. */
function check(name: string, from: SavedBreaker): void {
  const breaker = `breaker ${name}`
  const saved: Readonly<Record<string, unknown>> = { ...from }
  for (const [part, rule] of Object.entries(rules))
    checkOption(breaker, `saved ${part}`, saved[part], rule, saved)
  checkFigures(breaker, 'lastTrip', from.lastTrip, optional(measure), ['openMs'])
  for (const group of from.window) checkFigures(breaker, 'window', group, measure)
}

function checkFigures(
  breaker: string,
  part: string,
  group: object | undefined,
  rule: Rule,
  others: readonly string[] = [],
): void {
  const figures: Readonly<Record<string, unknown>> = { ...group }
  for (const figure of ['agoMs', 'calls', 'failures', 'slow', ...others])
    checkOption(breaker, `saved ${part}.${figure}`, figures[figure], rule)
}
