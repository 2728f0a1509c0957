import type { EventType, MessageOf } from '@watertight/domain'

/** Who and why: kept with every event, not part of what happened. */
export interface Meta {
  readonly correlation?: string
  readonly causation?: string
  readonly by?: string
  readonly [key: string]: unknown
}

export interface Envelope {
  readonly stream: string
  /** Place in the stream: 1, 2, 3 … */
  readonly revision: number
  /** Place in the log: 1, 2, 3 … without holes, in the order of commits. */
  readonly position: number
  readonly id: string
  /** When it was stored; never earlier than the event before it. */
  readonly at: Date
  readonly meta: Meta
}

/** A stored event; `switch (event.type)` narrows its data. */
export type Recorded<E extends EventType> = MessageOf<E> & Envelope

export type AsOf =
  | { readonly revision: number }
  | { readonly position: number }
  | { readonly time: Date }

export interface ReadOptions {
  /** Start behind this revision (`read`) or position (`readLog`); backwards: start before it. */
  readonly after?: number
  readonly asOf?: AsOf
  readonly backwards?: boolean
  readonly limit?: number
  /** Checked before each page; the reading then rejects with its reason. */
  readonly signal?: AbortSignal
}

/** Events as they are pulled, a page at a time; no transaction stays open between two of them. */
export interface Reading<E extends EventType> extends AsyncIterable<Recorded<E>> {
  toArray(): Promise<readonly Recorded<E>[]>
}

export interface Loaded<S> {
  readonly state: S
  readonly revision: number
  /** The revision of the snapshot used, 0 when there was none. */
  readonly fromSnapshot: number
}

export interface LoadedQuery<S> {
  readonly state: S
  /** The head that was seen: append with `failIf: { query, after: position }`. */
  readonly position: number
}
