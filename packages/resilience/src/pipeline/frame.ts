import type { CircuitBreaker } from '../circuit-breaker/circuit-breaker.ts'
import type { Clock } from '../clock.ts'
import type { Classify } from '../outcome.ts'
import type { Admission, Budget } from '../policy.ts'
import type { Report } from '../report.ts'
import type { Retry } from '../retry/retry.ts'
import type { TimeLimit } from '../timeout/timeout.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import { Attempt } from './attempt.ts'
import type { Layer, RunOptions, Work } from './call.ts'
import type { AttemptListener, Figures } from './figures.ts'

/** What every layer of a pipeline knows. */
export interface Surroundings {
  readonly name: string
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly random: () => number
  readonly report: Report
  readonly figures: Figures
  readonly listeners: Set<AttemptListener>
  /** Undefined: the breaker's own. */
  readonly classify: Classify | undefined
  /** The outermost one. It is asked each time: it can be given another classifier. */
  readonly breaker: CircuitBreaker | undefined
}

/** One of both: the same shape for all, so that going through them stays cheap. */
export interface Step {
  readonly admission: Admission | undefined
  readonly limit: TimeLimit | undefined
}

/** A retry, the limits around it, and all that happens at each attempt: these policies are fused into one object per attempt. */
export interface FusedPolicies {
  /** The earliest limit of the whole run. */
  readonly runLimit: TimeLimit | undefined
  readonly retry: Retry | undefined
  /** The retry's budget, where no layer outside counts the call in it already. */
  readonly deposited: Budget | undefined
  readonly steps: readonly Step[]
}

export class Frame implements Layer {
  readonly around: Surroundings
  readonly policies: FusedPolicies
  /** What stands inside; undefined is the work itself. */
  readonly inner: Layer | undefined
  /** Is never begun. V8 forgets the shape of an object with the last of its kind, and all code compiled for it: without this one every full collection would make calls slow for a while. */
  readonly kept: Attempt

  constructor(around: Surroundings, policies: FusedPolicies, inner: Layer | undefined) {
    this.around = around
    this.policies = policies
    this.inner = inner
    const nothing = () => {}
    this.kept = new Attempt(this, nothing, undefined, nothing)
  }

  run(work: Work, options: RunOptions<unknown> | undefined): Promise<unknown> {
    const { inner } = this
    const whole: Work =
      inner === undefined ? work : ({ deadline }) => inner.run(work, { ...options, deadline })
    return new Promise((resolve) => {
      new Attempt(this, whole, options, resolve).begin()
    })
  }
}
