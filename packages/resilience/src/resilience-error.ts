const meaning = {
  WT_BREAKER_OPEN: 'the circuit is open, nothing was sent. Try again after the time given',
  WT_TIMEOUT: 'no result within the time allowed for one attempt: it may have been done',
  WT_DEADLINE: 'no result before the deadline: it may have been done',
  WT_ABORTED: 'the caller gave up: it may have been done',
} as const

export type ResilienceErrorCode = keyof typeof meaning

export interface ResilienceFacts {
  /** Of the breaker or pipeline. */
  readonly name: string
  /** WT_BREAKER_OPEN: when it is worth asking again. */
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
