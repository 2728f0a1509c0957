import { type Counts, failed, slow } from './window.ts'

/** The numbers a transition looks at. */
export interface Rules {
  /** 0: rates decide. */
  readonly inARow: number
  readonly failureRate: number
  readonly slowRate: number
  readonly slowAfterMs: number
  readonly minimumCalls: number
  readonly openMs: number
  readonly openFactor: number
  readonly openMaxMs: number
  readonly openDecayMs: number
  readonly openJitter: number
  readonly ramp: readonly number[]
  readonly probeMaxMs: number
}

export type TripReason =
  | 'failure rate'
  | 'slow rate'
  | 'calls in a row'
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
  /** Openings not yet forgotten, the present one included: the wait grows with them. */
  readonly openings: number
}

export interface Closed extends Life {
  readonly state: 'closed'
}

export interface Open extends Life {
  readonly state: 'open'
  readonly until: number
  readonly trip: Trip
}

/** `Counts` are those of the current step. */
export interface HalfOpen extends Life, Counts {
  readonly state: 'half-open'
  readonly trip: Trip
  readonly step: number
  /** When each probe without a result was admitted, oldest first. */
  readonly pending: readonly number[]
}

export type State = Closed | Open | HalfOpen

export const closed = (generation: number, since: number, openings: number): Closed => ({
  state: 'closed',
  generation,
  since,
  openings,
})

/** Openings that still count after being closed for so long. */
function remembered(openings: number, closedMs: number, rules: Rules): number {
  if (rules.openDecayMs === 0) return 0
  return Math.max(0, openings - Math.floor(Math.max(0, closedMs) / rules.openDecayMs))
}

/** Opens, for longer each time. `chance` in [0, 1) spreads the wait. */
export function open(
  from: State,
  reason: TripReason,
  { calls, failures, slow }: Counts,
  at: number,
  rules: Rules,
  chance: number,
): Open {
  const before =
    from.state === 'closed' ? remembered(from.openings, at - from.since, rules) : from.openings
  const wait = Math.min(rules.openMaxMs, rules.openMs * rules.openFactor ** before)
  const openMs = wait * (1 + rules.openJitter * (2 * chance - 1))
  return {
    state: 'open',
    generation: from.generation + 1,
    since: at,
    until: at + openMs,
    openings: before + 1,
    trip: { reason, at, openMs, calls, failures, slow },
  }
}

/** Lets the probes of a step in, whatever wait is left. */
export const halfOpen = (from: Open | HalfOpen, step: number, since: number): HalfOpen => ({
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

/** The next thing that time alone does, if it is due: a wait that is over lets probes in, a probe that hangs opens again, and so do too many that are slow already. Whoever looks first sees it, so no timer is needed. */
export function advance(state: State, now: number, rules: Rules, chance: number): State {
  if (state.state === 'closed') return state
  if (state.state === 'open') return now >= state.until ? halfOpen(state, 0, state.until) : state
  const { pending } = state
  if (pending.length === 0) return state
  const hungAt = (pending[0] as number) + rules.probeMaxMs
  const needed = slowNeeded(state, rules)
  const slowest = pending[needed - 1]
  const slowAt = slowest === undefined ? Number.POSITIVE_INFINITY : slowest + rules.slowAfterMs
  if (now < Math.min(hungAt, slowAt)) return state
  if (hungAt <= slowAt) return open(state, 'probe hung', state, hungAt, rules, chance)
  const counts = { ...state, calls: state.calls + needed, slow: state.slow + needed }
  return open(state, 'probes slow', counts, slowAt, rules, chance)
}

/** How many more slow probes fail the step. */
function slowNeeded(state: HalfOpen, rules: Rules): number {
  const size = sizeOf(state, rules)
  let needed = 1
  while ((state.slow + needed) / size < rules.slowRate) needed++
  return needed
}

/** The state without a time after `now`: a clock set back must not keep the circuit open for as long as it was set back. */
export function setBack(state: State, now: number): State {
  if (state.state === 'closed') return state
  const latest = state.state === 'open' ? state.since : Math.max(state.since, ...state.pending)
  const by = latest - now
  if (by <= 0) return state
  const since = state.since - by
  return state.state === 'open'
    ? { ...state, since, until: state.until - by }
    : { ...state, since, pending: state.pending.map((at) => at - by) }
}

/** Probes of the present step; a ramp that has become shorter ends with its last. */
export const sizeOf = ({ step }: HalfOpen, { ramp }: Rules): number =>
  ramp[Math.min(step, ramp.length - 1)] as number

/** The state with one more call admitted, or undefined: refused. */
export function admit(state: State, now: number, rules: Rules): State | undefined {
  if (state.state === 'closed') return state
  if (state.state === 'open') return undefined
  if (state.calls + state.pending.length >= sizeOf(state, rules)) return undefined
  return { ...state, pending: [...state.pending, now] }
}

/** Which threshold so many failed and slow calls of `size` cross; one that is reached is crossed. */
function crossed(
  failures: number,
  slow: number,
  size: number,
  { failureRate, slowRate }: Rules,
): 'failure' | 'slow' | undefined {
  // divided, not multiplied: 3 of 30 is 0.1 exactly, 0.1 * 30 is more than 3
  if (failures / size >= failureRate) return 'failure'
  return slow / size >= slowRate ? 'slow' : undefined
}

/** Whether these counts open the circuit, and why. */
export function verdict(
  counts: Counts,
  rules: Rules,
): 'failure rate' | 'slow rate' | 'calls in a row' | undefined {
  if (rules.inARow > 0) return counts.calls >= rules.inARow ? 'calls in a row' : undefined
  if (counts.calls < rules.minimumCalls) return undefined
  const found = crossed(counts.failures, counts.slow, counts.calls, rules)
  return found && `${found} rate`
}

/** The result of a probe. */
export function settleProbe(
  state: HalfOpen,
  startedAt: number,
  bits: number | 'ignored',
  now: number,
  rules: Rules,
  chance: number,
): State {
  const place = state.pending.indexOf(startedAt)
  const pending = state.pending.filter((_, i) => i !== Math.max(0, place))
  if (bits === 'ignored') return { ...state, pending }
  const calls = state.calls + 1
  const failures = state.failures + (bits & failed)
  const late = state.slow + ((bits & slow) >> 1)
  return judgeStep({ ...state, calls, failures, slow: late, pending }, now, rules, chance)
}

/** The step is judged as soon as the probes still out cannot change the verdict. */
export function judgeStep(state: HalfOpen, now: number, rules: Rules, chance: number): State {
  const size = sizeOf(state, rules)
  const { failures, slow, calls } = state
  const found = crossed(failures, slow, size, rules)
  if (found !== undefined) {
    const reason = found === 'slow' ? 'probes slow' : 'probes failed'
    return open(state, reason, state, now, rules, chance)
  }
  const left = size - calls
  if (left > 0 && crossed(failures + left, slow + left, size, rules) !== undefined) return state
  return state.step + 1 >= rules.ramp.length
    ? closed(state.generation + 1, now, state.openings)
    : halfOpen(state, state.step + 1, now)
}
