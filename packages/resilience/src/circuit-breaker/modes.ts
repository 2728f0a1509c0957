import { checkOption } from '../check-option.ts'
import type { CircuitBreaker, RunningBreaker } from './circuit-breaker.ts'
import { automatic, type BreakerMode, type Mode } from './mode.ts'
import type { Permit } from './permit.ts'
import { running } from './running.ts'
import { closed, halfOpen, open } from './state.ts'

/** For calls that are let through without being counted. */
const unheard: Permit = Object.freeze({
  success() {},
  failure() {},
  slow() {},
  ignored() {},
  record() {},
  elapsedMs: () => 0,
})

const undecided = { ...automatic, isJudging: false }

/** Lets probes find out what nobody has looked at while the circuit was forced open. */
function probe(breaker: RunningBreaker, before: BreakerMode): void {
  const { state, clock } = breaker
  if (before === 'forced open' && state.state === 'open')
    breaker.move(halfOpen(state, 0, clock.now()))
}

function close(breaker: RunningBreaker): void {
  const { state, clock } = breaker
  breaker.move(closed(state.generation + 1, clock.now(), state.openings))
}

function openForGood(breaker: RunningBreaker): void {
  const { state, options, chance } = breaker
  const now = breaker.clock.now()
  const forced = open(state, 'forced', breaker.counts(now), now, options, chance)
  breaker.move({ ...forced, until: Number.POSITIVE_INFINITY })
}

/**
 * What a breaker's `mode` may be.
 *
 * ```ts
 * import { circuitBreaker } from '@watertight/resilience'
 * import { modes } from '@watertight/resilience/manage'
 *
 * const cards = circuitBreaker({ name: 'card-network', mode: modes.shadow })
 * ```
 */
export const modes: Readonly<Record<BreakerMode, Mode>> = Object.freeze({
  automatic: { ...automatic, enter: probe },
  'forced open': { ...undecided, name: 'forced open', enter: openForGood },
  'forced closed': { ...undecided, name: 'forced closed', enter: close },
  disabled: { ...automatic, name: 'disabled', forAll: unheard, enter: close },
  shadow: { ...automatic, name: 'shadow', forRefused: unheard, enter: probe },
})

/** The mode of this name; throws WT_INVALID_OPTION when there is none. */
export function modeOf(breaker: string, name: BreakerMode): Mode {
  checkOption(`breaker ${breaker}`, 'mode', name, [
    `one of ${Object.keys(modes).join(', ')}`,
    (value) => Object.hasOwn(modes, value),
  ])
  return modes[name]
}

/** Hands the decision over, and back: from `forced open` by probing, from `forced closed` by what was counted meanwhile. */
export function setMode(breaker: CircuitBreaker, name: BreakerMode): void {
  const inner = running(breaker)
  inner.enter(modeOf(inner.name, name))
}
