import type { EventType, MessageOf, Query, Row, Write } from '@watertight/domain'
import type { Expect } from '../engine.ts'
import type { Meta, Reading } from '../read/recorded.ts'

export interface Conditions<E extends EventType> {
  /** Refuse when an event after this position matches (dynamic consistency boundary). */
  readonly failIf?: { readonly query: Query<E>; readonly after: number }
  /** Rows of the same transaction: idempotency records, unique names. */
  readonly writes?: readonly Write[]
  /** One id per event. The same ids again: the first answer again, nothing stored. */
  readonly ids?: readonly string[]
  readonly meta?: Meta
  /** Rejects while still queued; once the engine has it the answer is awaited, because it may have been stored. */
  readonly signal?: AbortSignal
}

export interface AppendOptions<E extends EventType> extends Conditions<E> {
  readonly expect?: Expect
}

export interface AppendPart<E extends EventType> {
  readonly stream: string
  readonly events: readonly MessageOf<E>[]
  readonly expect?: Expect
  /** Instead of the append's `meta`, for the events of this part. */
  readonly meta?: Meta
}

interface Stored {
  /** Of the last event. */
  readonly position: number
  readonly at: Date
}
export interface Conflict<E extends EventType> {
  readonly is: 'conflict'
  readonly stream: string
  readonly expected: Expect
  readonly actual: number
  /** The events after the expected revision, read when asked for. */
  missed(): Reading<E>
}
export interface ConditionFailed {
  readonly is: 'conditionFailed'
  /** Of the first event that matched. */
  readonly position: number
}
/** A guarded row was not as required; `row` is what is there. */
export interface Taken {
  readonly is: 'taken'
  readonly table: string
  readonly row: Row | null
}
export interface Written {
  readonly is: 'written'
}

type Possible<E extends EventType, O> =
  | ('expect' extends keyof O ? Conflict<E> : never)
  | ('failIf' extends keyof O ? ConditionFailed : never)
  | ('writes' extends keyof O ? Taken : never)
type Again<O> = 'ids' extends keyof O ? 'duplicate' : never

/** Only what these options make possible: without `expect` there is no conflict to handle. */
export type AppendAnswer<E extends EventType, O = AppendOptions<E>> =
  | (Stored & { readonly is: 'appended' | Again<O>; readonly revision: number })
  | Possible<E, O>
export type AppendAllAnswer<E extends EventType, O = Conditions<E>> =
  | (Stored & {
      readonly is: 'appended' | Again<O>
      readonly revisions: { readonly [stream: string]: number }
    })
  | Possible<E, O & { expect: Expect }>
