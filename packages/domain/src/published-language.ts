import type { DataOf, EventType } from './message.ts'

/** About an event that crosses a boundary. */
export interface About {
  /** Which aggregate it is about: the order's number. */
  readonly id: string
  /** When it was recorded. */
  readonly at: Date
}

/** The events a context promises to others; the only part of it that others may import. */
export interface PublishedLanguage<N extends string = string, P extends EventType = any> {
  /** The context that speaks it. */
  readonly context: N
  readonly events: readonly P[]
}

/** Declares which events a context promises: `publishedLanguage('orders', [OrderPlacedV1])`. */
export const publishedLanguage = <const N extends string, P extends EventType>(
  context: N,
  events: readonly P[],
): PublishedLanguage<N, P> => ({ context, events })

/** One internal event in the published words, or `undefined` where others need not know. */
export interface Publication<P extends EventType = any> {
  readonly event: P
  readonly from: string
  as(data: unknown, about: About): unknown
}

/** Says which internal event becomes the published one, and how. */
export function publish<P extends EventType, E extends EventType>(
  event: P,
  from: E,
  as: (data: DataOf<E>, about: About) => Parameters<P>[0] | undefined,
): Publication<P> {
  return { event, from: from.type, as: as as Publication['as'] }
}
