const meaning = {
  WT_BREAKER_OPEN: 'the circuit is open, nothing was sent. Try again after the time given',
  WT_BULKHEAD_FULL: 'as many calls run and wait as may, nothing was sent. Try again later',
  WT_LIMIT_REACHED:
    'as many calls run as the callee keeps up with, nothing was sent. Try again later',
  WT_RATE_LIMITED: 'the rate is used up, nothing was sent. Try again after the time given',
  WT_THROTTLED: 'the callee refuses too much already, nothing was sent. Try again later',
  WT_TIMEOUT: 'no result within the time allowed: it may have been done',
  WT_DEADLINE: 'no result before the deadline: it may have been done',
  WT_ABORTED: 'the caller gave up: it may have been done',
} as const

export type ResilienceErrorCode = keyof typeof meaning

export interface ResilienceFacts {
  /** Of the policy or pipeline. */
  readonly name: string
  /** A refusal: when it is worth asking again. */
  readonly retryAfterMs?: number
  /** WT_TIMEOUT: the time that was allowed. */
  readonly timeoutMs?: number
  /** Which attempt was running or about to; from 1. */
  readonly attempt?: number
}

/** A policy's own verdict, told from the errors of the work it guards by its `code`. It has no stack: it is an answer, made often when things are bad. */
export class ResilienceError extends Error {
  override readonly name = 'ResilienceError'
  readonly code: ResilienceErrorCode
  readonly facts: ResilienceFacts

  constructor(code: ResilienceErrorCode, facts: ResilienceFacts, cause?: unknown) {
    const limit = Error.stackTraceLimit
    // capturing a stack is most of what a rejection costs
    Error.stackTraceLimit = 0
    super(`${code}: ${facts.name}: ${meaning[code]}`, cause === undefined ? undefined : { cause })
    Error.stackTraceLimit = limit
    this.code = code
    this.facts = facts
  }
}

/** Whether a policy on this side refused, so that nothing was sent. */
export const isRefusal = (error: unknown): error is ResilienceError =>
  error instanceof ResilienceError && !mayBeDone.has(error.code)

const mayBeDone: ReadonlySet<ResilienceErrorCode> = new Set([
  'WT_TIMEOUT',
  'WT_DEADLINE',
  'WT_ABORTED',
])
