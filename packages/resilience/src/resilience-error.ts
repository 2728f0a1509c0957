/** A policy on this side refused. */
const refusals = {
  WT_BREAKER_OPEN: 'the circuit is open',
  WT_BULKHEAD_FULL: 'every place is taken and the queue is full or too slow',
  WT_CONCURRENCY_LIMIT: 'as many calls run as it can take',
  WT_RATE_LIMITED: 'the rate is used up',
  WT_THROTTLED: 'it refused most calls lately',
} as const

/** The work may have been done. */
const ends = {
  WT_TIMEOUT: 'no result within the time allowed for one attempt',
  WT_DEADLINE: 'no result before the deadline',
  WT_ABORTED: 'the caller gave up',
} as const

export type ResilienceErrorCode = keyof typeof refusals | keyof typeof ends

/** Whether this code of an error says that a policy on this side refused, and nothing was sent. */
export const isRefusal = (code: unknown): code is keyof typeof refusals =>
  typeof code === 'string' && Object.hasOwn(refusals, code)

const sentence = (code: ResilienceErrorCode, { retryAfterMs }: ResilienceFacts) =>
  isRefusal(code)
    ? `${refusals[code]}, nothing was sent. Try again ${retryAfterMs === undefined ? 'later' : 'after the time given'}`
    : `${ends[code]}: it may have been done`

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
    super(
      `${code}: ${facts.name}: ${sentence(code, facts)}`,
      cause === undefined ? undefined : { cause },
    )
    Error.stackTraceLimit = limit
    this.code = code
    this.facts = facts
  }
}
