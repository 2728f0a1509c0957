import type { Cell, Guard, Row, Table, Write } from '@watertight/domain'

/** The revision the stream must have (0: no stream yet), or a word. Revision n means n events. */
export type Expect = number | 'none' | 'exists' | 'any'

export interface QueryItem {
  readonly types: readonly string[]
  readonly tags: readonly string[]
}
/** Any item matches; inside an item one of the types and all of the tags. No items: everything. */
export type StoredQuery = readonly QueryItem[]

export interface NewEvent {
  readonly id: string
  readonly type: string
  readonly version: number
  readonly data: string
  readonly meta: string | null
  readonly tags: readonly string[]
}
export interface StoredEvent extends NewEvent {
  readonly stream: string
  readonly revision: number
  readonly position: number
  /** Milliseconds since 1970; never decreases along the log. */
  readonly at: number
}

export interface Part {
  readonly stream: string
  readonly expect: Expect
  readonly events: readonly NewEvent[]
}
/** Events, condition and rows: stored whole or not at all. */
export interface Commit {
  readonly parts: readonly Part[]
  /** The caller chose the ids: look for the same append made before. */
  readonly repeatable: boolean
  readonly failIf: { readonly query: StoredQuery; readonly after: number } | null
  readonly writes: readonly Write[]
  readonly now: number
}
export type Verdict =
  | {
      readonly is: 'appended' | 'duplicate'
      readonly revisions: readonly number[]
      readonly position: number
      readonly at: number
    }
  | {
      readonly is: 'conflict'
      readonly stream: string
      readonly expected: Expect
      readonly actual: number
    }
  | { readonly is: 'conditionFailed'; readonly position: number }
  | {
      readonly is: 'taken'
      readonly table: string
      readonly guard: Guard
      readonly row: Row | null
    }
  | { readonly is: 'idsPartlyUsed'; readonly ids: readonly string[] }
  | { readonly is: 'failed'; readonly message: string }
  /** The connection was lost before the answer, and nothing tells whether it is stored. */
  | { readonly is: 'unknown'; readonly message: string }
/** A verdict that tells. */
export type Judged = Exclude<Verdict, { readonly is: 'unknown' }>

export interface Range {
  readonly after?: number
  readonly upTo?: number
  readonly backwards?: boolean
  readonly limit: number
}
export interface LogPage {
  readonly events: readonly StoredEvent[]
  /** Every position up to here was looked at, so it is a checkpoint even where nothing matched. */
  readonly scanned: number
  readonly head: number
}
export interface StreamRange {
  /** A name, which need not be there. */
  readonly after?: string
  readonly limit: number
}
export interface StreamPlace {
  readonly stream: string
  readonly revision: number
}
export interface RowQuery {
  readonly table: string
  readonly where: Row
  /** The table's key unless told. */
  readonly orderBy?: readonly string[]
  readonly backwards?: boolean
  /** Rows behind these cells, one for each column of `orderBy`. */
  readonly after?: readonly Cell[]
  /** All rows unless told. */
  readonly limit?: number
}

/** The adapter's side of the store: plain values in, plain values out, no callbacks, so that it may live in this thread, in another one, or on a server. One door for every write: `commit`. */
export interface Engine {
  /** Creates the tables that are missing, and opens. */
  open(tables: readonly Table[]): Promise<void>
  /** Judges and writes in order, each commit whole or not at all, later ones seeing earlier ones. Resolves once durable; rejects when nothing of the batch was stored. */
  commit(batch: readonly Commit[]): Promise<readonly Verdict[]>
  readStream(stream: string, range: Range): Promise<readonly StoredEvent[]>
  readLog(query: StoredQuery, range: Range): Promise<LogPage>
  /** The streams behind this name, in the order of their names. */
  streams(range: StreamRange): Promise<readonly StreamPlace[]>
  /** The last position recorded at or before `time`. */
  positionAt(time: number): Promise<number>
  /** The last position. Cheap when nothing has changed: idle subscribers ask every second. */
  head(): Promise<number>
  rows(query: RowQuery): Promise<readonly Row[]>
  /** Calls back when the head may have moved: a hint, never the truth. Returns the way to stop. */
  onChange(listener: () => void): () => void
  close(): Promise<void>
}

/** A transaction of the caller's, on an engine whose database has such: commits wait until it writes them. */
export interface Transaction {
  commit(commit: Commit): Promise<Judged>
}

/** Whether a stream at this revision is as expected. */
export const meets = (expect: Expect, revision: number): boolean =>
  expect === 'any' ||
  (expect === 'none' ? revision === 0 : expect === 'exists' ? revision > 0 : expect === revision)

/** Whether a query selects this event. */
export const matches = (query: StoredQuery, event: Pick<NewEvent, 'type' | 'tags'>): boolean =>
  query.length === 0 ||
  query.some(
    ({ types, tags }) =>
      (types.length === 0 || types.includes(event.type)) &&
      tags.every((tag) => event.tags.includes(tag)),
  )

/** A page that is not full looked at everything up to its end. */
export function scanned(events: readonly StoredEvent[], range: Range, head: number): LogPage {
  const { upTo = Number.POSITIVE_INFINITY, limit } = range
  const last = events.at(-1)
  const full = last !== undefined && events.length === limit
  return { events, head, scanned: full ? last.position : Math.min(head, upTo) }
}
