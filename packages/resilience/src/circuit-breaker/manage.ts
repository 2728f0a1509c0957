import type { CircuitBreaker } from './circuit-breaker.ts'
import { contentsOf, recount } from './contents.ts'
import { modeOf } from './modes.ts'
import { type BreakerOptions, checkBreakerOptions, windowOf } from './options.ts'
import { running } from './running.ts'
import { restored, type SavedBreaker, saved } from './saved.ts'
import { judgeStep } from './state.ts'

export { modes, setMode } from './modes.ts'
export type { SavedBreaker } from './saved.ts'

/** All that another breaker needs to go on from here, as plain JSON. */
export function save(breaker: CircuitBreaker): SavedBreaker {
  const inner = running(breaker)
  const now = inner.clock.now()
  const contents = contentsOf(inner.window, now)
  const state = inner.seen(now)
  return saved(state, inner.mode.name, inner.tripOf(state), contents, now)
}

/**
 * Goes on from what was saved, `agoMs` ago where that is known. Throws WT_INVALID_OPTION when it makes no sense, and then nothing has changed.
 *
 * ```ts
 * import { circuitBreaker } from '@watertight/resilience'
 * import { restore, save } from '@watertight/resilience/manage'
 *
 * const kept = JSON.stringify(save(circuitBreaker({ name: 'cards' })))
 * restore(circuitBreaker({ name: 'cards' }), JSON.parse(kept), 2_000)
 * ```
 */
export function restore(breaker: CircuitBreaker, from: SavedBreaker, agoMs = 0): void {
  const inner = running(breaker)
  const now = inner.clock.now()
  const before = inner.state
  const { state, trip } = restored(inner.name, from, before.generation + 1, now, agoMs)
  inner.mode = modeOf(inner.name, from.mode)
  inner.trip = trip
  inner.state = state
  inner.window.clear()
  const groups = from.window.map((group) => ({ ...group, agoMs: group.agoMs + agoMs }))
  recount(inner.window, groups, now)
  inner.prepare()
  inner.tell(before, state)
}

/** Changes options and keeps state and counts: a new window begins with what the old one held. Throws WT_INVALID_OPTION before anything has changed. */
export function reconfigure(
  breaker: CircuitBreaker,
  changes: Partial<Omit<BreakerOptions, 'name' | 'mode'>>,
): void {
  const inner = running(breaker)
  const { inARow: _, isMinimumSaid, minimumCalls, ...options } = inner.options
  const given: BreakerOptions = {
    name: inner.name,
    ...options,
    ...(isMinimumSaid && { minimumCalls }),
    ...(inner.classify && { classify: inner.classify }),
    ...changes,
  }
  const checked = checkBreakerOptions(given)
  const now = inner.clock.now()
  // what is due by now is due under the old options
  inner.catchUp(now)
  const isOther = JSON.stringify(checked.window) !== JSON.stringify(inner.options.window)
  inner.options = checked
  inner.classify = given.classify
  if (isOther) {
    const window = windowOf(checked.window)
    recount(window, contentsOf(inner.window, now), now)
    inner.window = window
  }
  inner.prepare()
  // a step that has become smaller may have all its probes already: no other result would decide it
  if (inner.state.state === 'half-open')
    inner.move(judgeStep(inner.state, now, checked, inner.chance))
}
