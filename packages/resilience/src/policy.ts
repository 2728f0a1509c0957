import type { OutcomeClass } from './outcome.ts'
import type { ResilienceError } from './resilience-error.ts'

/** What `explain()` and errors call a policy that admits or refuses. */
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
  /** A permit at once, a promise of one where the policy queues, or the refusal as a value: it is never thrown. A policy that queues leaves the queue when the call's signal fires or its deadline comes. */
  admit(call: CallContext): Permit | ResilienceError | Promise<Permit | ResilienceError>
  snapshot(): object
}

/** What a policy may know of a call before it is made. */
export interface CallContext {
  /** When the attempt began, or left the last queue, on the pipeline's clock. The clock is read when the first policy asks: one that needs `ms` later asks for `now`. */
  readonly now: number
  /** When nobody waits any longer; infinite without a limit. */
  readonly deadline: number
  /** Fires when nobody waits any longer. Made when first read: read it only when there is something to stop. */
  readonly signal: AbortSignal | undefined
  /** From 1. */
  readonly attempt: number
}

/** Leave to make one call. */
export interface Permit {
  /** Says how the call ended and how long the work took; exactly once. */
  record(outcome: OutcomeClass, ms: number): void
}

/** A policy that surrounds the call: it may answer without it, make it more than once, or answer in its place. */
export interface Wrapper {
  readonly kind: 'fallback' | 'cache' | 'hedge'
  readonly name: string
  /** What it pays for extra attempts from. */
  readonly budget?: Budget | undefined
  run<T>(next: Next<T>, call: WrappedCall): Promise<T>
  snapshot(): object
}

export interface WrappedCall extends CallContext {
  /** What the caller handed to `run`. */
  readonly context: unknown
  /** Budgets in which a policy outside counts this call already: a call is deposited once, however many policies share its budget. */
  readonly depositedIn?: readonly Budget[]
}

/** Makes the call that a wrapper surrounds, under the policies inside it. What is given narrows the limits that hold already. */
export type Next<T> = (limits?: {
  readonly signal?: AbortSignal
  readonly deadline?: number
}) => Promise<T>

/** What extra attempts may cost, shared by all that call one destination. */
export interface Budget {
  /** A call begins with its first attempt: it pays for a share of an extra one. */
  deposit(): void
  /** That call has ended, whatever became of its attempts. */
  endCall(): void
  /** Whether one more attempt, a retry or a hedge, is paid for; takes its price. */
  tryWithdraw(): boolean
  /** That extra attempt has ended, or was not made after all. */
  endExtra(): void
}
