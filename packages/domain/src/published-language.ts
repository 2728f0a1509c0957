import type { CommandType, DataOf, EventType } from './message.ts'

/** About an event that crosses a boundary. */
export interface About {
  /** Which aggregate it is about: the order's number. */
  readonly id: string
  /** When it was recorded. */
  readonly at: Date
}

/** The commands that others may send, under the aggregate that decides them: `{ Payment: [RequestPayment] }`. */
export type PublishedCommands = { readonly [aggregate: string]: readonly CommandType[] }

/** What a context promises to others: the events they may hear and the commands they may send. The only part of it that others may import. */
export interface PublishedLanguage<
  N extends string = string,
  P extends EventType = any,
  C extends PublishedCommands = PublishedCommands,
> {
  /** The context that speaks it. */
  readonly context: N
  readonly events: readonly P[]
  readonly commands: C
}

/** Declares what a context promises: `publishedLanguage('payments', [PaymentTakenV1], { Payment: [RequestPayment] })`. */
export function publishedLanguage<
  const N extends string,
  P extends EventType,
  // biome-ignore lint/complexity/noBannedTypes: no command at all
  const C extends PublishedCommands = {},
>(context: N, events: readonly P[], commands?: C): PublishedLanguage<N, P, C> {
  return { context, events, commands: commands ?? ({} as C) }
}

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
