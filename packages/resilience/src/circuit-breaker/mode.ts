import type { RunningBreaker } from './circuit-breaker.ts'
import type { Permit } from './permit.ts'

/** Who decides: the breaker; a person (`forced open` refuses all, `forced closed` admits all and counts); nobody (`disabled` does not even count); or the breaker without consequence (`shadow` moves through its states and refuses nothing). */
export type BreakerMode = 'automatic' | 'forced open' | 'forced closed' | 'disabled' | 'shadow'

/** What a mode makes of a breaker. All but the first stand in `modes`, a module that most bundles do without. */
export interface Mode {
  readonly name: BreakerMode
  /** Whether a window that crosses a threshold opens the circuit. */
  readonly isJudging: boolean
  /** What every call is given. */
  readonly forAll: Permit | undefined
  /** What a call is given that would be refused. */
  readonly forRefused: Permit | undefined
  /** Moves the breaker to the state that the mode begins with. */
  enter(breaker: RunningBreaker, before: BreakerMode): void
}

export const automatic: Mode = {
  name: 'automatic',
  isJudging: true,
  forAll: undefined,
  forRefused: undefined,
  enter() {},
}
