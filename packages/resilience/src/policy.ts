import type { OutcomeClass } from './outcome.ts'
import type { ResilienceError } from './resilience-error.ts'

/** What the words of `explain()` and the facts of an error call a policy. */
export type PolicyKind =
  | 'circuit breaker'
  | 'bulkhead'
  | 'adaptive limit'
  | 'rate limiter'
  | 'throttle'

/** A policy that admits a call or refuses it, and hears how it went. */
export interface Admission {
  readonly kind: PolicyKind
  readonly name: string
  /** A permit at once, a promise of one where the policy queues, or the refusal as a value: it is never thrown. */
  admit(call: CallContext): Permit | ResilienceError | Promise<Permit | ResilienceError>
  snapshot(): object
}

/** What a policy may know of a call before it is made. */
export interface CallContext {
  /** When the attempt began, on the pipeline's clock. */
  readonly now: number
  /** When nobody waits any longer; infinite without a limit. */
  readonly deadline: number
  readonly signal: AbortSignal | undefined
  /** From 1. */
  readonly attempt: number
}

/** Leave to make one call. */
export interface Permit {
  /** Says how the call ended and how long it took; exactly once. */
  record(outcome: OutcomeClass, ms: number): void
}
