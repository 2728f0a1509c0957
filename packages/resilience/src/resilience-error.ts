const meaning = {
  WT_BREAKER_OPEN: 'the circuit is open, nothing was sent. Try again after the time given',
  WT_BULKHEAD_FULL:
    'every place is taken and the queue is full or too slow, nothing was sent. Try later',
  WT_CONCURRENCY_LIMIT: 'as many calls run as it can take, nothing was sent. Try later',
  WT_RATE_LIMITED: 'the rate is used up, nothing was sent. Try again after the time given',
  WT_THROTTLED: 'it refused most calls lately, nothing was sent. Try later',
  WT_TIMEOUT: 'no result within the time allowed for one attempt: it may have been done',
  WT_DEADLINE: 'no result before the deadline: it may have been done',
  WT_ABORTED: 'the caller gave up: it may have been done',
} as const

export type ResilienceErrorCode = keyof typeof meaning

const refusals: ReadonlySet<unknown> = new Set<ResilienceErrorCode>([
  'WT_BREAKER_OPEN',
  'WT_BULKHEAD_FULL',
  'WT_CONCURRENCY_LIMIT',
  'WT_RATE_LIMITED',
  'WT_THROTTLED',
])

/** Whether this code of an error says that a policy on this side refused, and nothing was sent. */
export const isRefusal = (code: unknown): boolean => refusals.has(code)

export interface ResilienceFacts {
  /** Of the breaker or pipeline. */
  readonly name: string
  /** WT_BREAKER_OPEN, WT_RATE_LIMITED: when it is worth asking again. */
  readonly retryAfterMs?: number
  /** WT_TIMEOUT: the time that was allowed. */
  readonly timeoutMs?: number
  /** The policy that refused while the call stood in its queue: how long it stood there. */
  readonly waitedMs?: number
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
