import type { Aggregate } from './aggregate.ts'
import type { Decision } from './decision.ts'
import type { CommandType, DataOf, EventType, Message, MessageOf, Named, Names } from './message.ts'

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
export function publish<P extends EventType, E extends EventType>(
  event: P,
  from: E,
  as: (data: DataOf<E>, about: About) => Parameters<P>[0] | undefined,
): Publication<P> {
  return { event, from: from.type, as: as as Publication['as'] }
}

/** A command and whom it is for. */
export interface Dispatch<C extends CommandType = any> {
  readonly to: string
  readonly command: MessageOf<C>
}
export const send = <M extends Message>(
  to: string,
  command: M,
): { readonly to: string; readonly command: M } => ({ to, command })

/** What another context's published events mean here: commands, never its words. */
export interface Translation<U extends string = string> {
  readonly from: PublishedLanguage<U>
  readonly sends: readonly CommandType[]
  translate(message: Message, about: About): readonly Dispatch[]
}
type Answer<C extends CommandType> = Dispatch<C> | readonly Dispatch<C>[] | undefined
/** An anticorruption layer: a handler for every published event, those that mean nothing here included. */
export function translation<const U extends string, P extends EventType, C extends CommandType>(
  words: { readonly from: PublishedLanguage<U, P>; readonly sends: readonly C[] },
  handlers: { readonly [K in Names<P>]: (data: DataOf<Named<P, K>>, about: About) => Answer<C> },
): Translation<U> {
  const table = handlers as { [type: string]: ((data: any, about: About) => Answer<C>) | undefined }
  return {
    ...words,
    translate({ type, data }, about) {
      const answer = table[type]?.(data, about)
      if (answer === undefined) return []
      return (Array.isArray(answer) ? answer : [answer]) as readonly Dispatch[]
    },
  }
}

export interface BoundedContext<N extends string = string, C extends CommandType = any> {
  readonly name: N
  readonly purpose: string
  readonly owns: readonly (Aggregate | Decision)[]
  readonly accepts: readonly C[]
  readonly speaks: PublishedLanguage<N> | undefined
  readonly publishes: readonly Publication[]
  readonly hears: readonly Translation[]
}

/** A part of the business with a language of its own: what it is for, owns, accepts, publishes and hears. */
export function boundedContext<const N extends string, C extends CommandType = never>(
  name: N,
  words: {
    readonly purpose: string
    readonly owns: readonly (Aggregate | Decision)[]
    readonly accepts?: readonly C[]
    readonly speaks?: PublishedLanguage<NoInfer<N>>
    readonly publishes?: readonly Publication[]
    readonly hears?: readonly Translation[]
  },
): BoundedContext<N, C> {
  const { purpose, owns, accepts = [], speaks, publishes = [], hears = [] } = words
  const known = new Set(owns.flatMap(({ commands }) => commands.map((c: CommandType) => c.type)))
  for (const { type } of [...accepts, ...hears.flatMap(({ sends }) => sends)])
    if (!known.has(type))
      throw new TypeError(`${name} accepts ${type}, and nothing it owns decides it`)
  const promised = new Set(speaks?.events.map(({ type }: EventType) => type))
  for (const { event } of publishes)
    if (!promised.has(event.type))
      throw new TypeError(`${name} publishes ${event.type}, which is not in its published language`)
  for (const type of promised)
    if (!publishes.some(({ event }) => event.type === type))
      throw new TypeError(`${name} promises ${type} and never publishes it`)
  return { name, purpose, owns, accepts, speaks, publishes, hears }
}
