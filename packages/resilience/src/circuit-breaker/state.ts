import { failed, slow } from './window.ts'

/** The numbers a transition looks at. */
export interface Rules {
  readonly failureRate: number
  readonly slowRate: number
  readonly minimumCalls: number
  readonly openMs: number
  readonly openFactor: number
  readonly openMaxMs: number
  readonly openJitter: number
  readonly ramp: readonly number[]
  readonly probeMaxMs: number
}

export interface Counts {
  readonly calls: number
  readonly failures: number
  readonly slow: number
}

export type TripReason =
  | 'failure rate'
  | 'slow rate'
  | 'probes failed'
  | 'probes slow'
  | 'probe hung'
  | 'forced'

/** Why it opened, with the figures that decided. */
export interface Trip extends Counts {
  readonly reason: TripReason
  readonly at: number
  readonly openMs: number
}

interface Life {
  /** Counts the states this breaker has been in. A permit carries it: the result of an earlier state says nothing about this one. */
  readonly generation: number
  readonly since: number
}

export interface Closed extends Life {
  readonly state: 'closed'
}

export interface Open extends Life {
  readonly state: 'open'
  readonly until: number
  /** Openings since the circuit was last closed, this one included. */
  readonly openings: number
  readonly trip: Trip
}

/** `Counts` are those of the current step. */
export interface HalfOpen extends Life, Counts {
  readonly state: 'half-open'
  readonly openings: number
  readonly trip: Trip
  readonly step: number
  /** When each probe without a result was admitted, oldest first. */
  readonly pending: readonly number[]
}

export type State = Closed | Open | HalfOpen

export const closed = (generation: number, since: number): Closed => ({
  state: 'closed',
  generation,
  since,
})

/** Opens, for longer each time until it recovers. `chance` in [0, 1) spreads the wait. */
export function open(
  from: State,
  reason: TripReason,
  counts: Counts,
  at: number,
  rules: Rules,
  chance: number,
): Open {
  const openings = from.state === 'closed' ? 1 : from.openings + 1
  const wait = Math.min(rules.openMaxMs, rules.openMs * rules.openFactor ** (openings - 1))
  const openMs = wait * (1 + rules.openJitter * (2 * chance - 1))
  const { calls, failures, slow } = counts
  const trip = { reason, at, openMs, calls, failures, slow }
  return {
    state: 'open',
    generation: from.generation + 1,
    since: at,
    until: at + openMs,
    openings,
    trip,
  }
}

const halfOpen = (from: Open | HalfOpen, step: number, since: number): HalfOpen => ({
  state: 'half-open',
  generation: from.generation + 1,
  since,
  openings: from.openings,
  trip: from.trip,
  step,
  calls: 0,
  failures: 0,
  slow: 0,
  pending: [],
})

/** Lets probes in, whatever wait is left. */
export const halfOpenNow = (from: Open, now: number): HalfOpen => halfOpen(from, 0, now)

/** The next thing that time alone does, if it is due: a wait that is over lets probes in, a probe that hangs opens again. Whoever looks first sees it, so no timer is needed. */
export function advance(state: State, now: number, rules: Rules, chance: number): State {
  if (state.state === 'open') return now >= state.until ? halfOpen(state, 0, state.until) : state
  if (state.state === 'closed' || state.pending.length === 0) return state
  const limit = (state.pending[0] as number) + rules.probeMaxMs
  return now >= limit ? open(state, 'probe hung', state, limit, rules, chance) : state
}

/** The state with one more call admitted, or undefined: refused. */
export function admit(state: State, now: number, rules: Rules): State | undefined {
  if (state.state === 'closed') return state
  if (state.state === 'open') return undefined
  const taken = state.calls + state.pending.length
  if (taken >= (rules.ramp[state.step] as number)) return undefined
  return { ...state, pending: [...state.pending, now] }
}

/** Whether these counts open the circuit, and why. A threshold that is reached is crossed. */
export function verdict(counts: Counts, rules: Rules): 'failure rate' | 'slow rate' | undefined {
  if (counts.calls < rules.minimumCalls) return undefined
  // divided, not multiplied: 3 of 30 is 0.1 exactly, 0.1 * 30 is more than 3
  if (counts.failures / counts.calls >= rules.failureRate) return 'failure rate'
  return counts.slow / counts.calls >= rules.slowRate ? 'slow rate' : undefined
}

/** The result of a probe. The step is judged as soon as the probes still out cannot change the verdict. */
export function settleProbe(
  state: HalfOpen,
  startedAt: number,
  bits: number | 'ignored',
  now: number,
  rules: Rules,
  chance: number,
): State {
  const place = state.pending.indexOf(startedAt)
  const pending = state.pending.filter((_, i) => i !== place)
  if (bits === 'ignored') return { ...state, pending }
  const counts = {
    calls: state.calls + 1,
    failures: state.failures + (bits & failed),
    slow: state.slow + ((bits & slow) >> 1),
  }
  const size = rules.ramp[state.step] as number
  if (counts.failures / size >= rules.failureRate)
    return open(state, 'probes failed', counts, now, rules, chance)
  if (counts.slow / size >= rules.slowRate)
    return open(state, 'probes slow', counts, now, rules, chance)
  const left = size - counts.calls
  const decided =
    (counts.failures + left) / size < rules.failureRate &&
    (counts.slow + left) / size < rules.slowRate
  if (left > 0 && !decided) return { ...state, ...counts, pending }
  return state.step + 1 === rules.ramp.length
    ? closed(state.generation + 1, now)
    : halfOpen(state, state.step + 1, now)
}
