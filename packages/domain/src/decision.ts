import type { Aggregate, Evolve, Given } from './aggregate.ts'
import { type Fold, unknownEvent } from './fold.ts'
import type { CommandType, DataOf, EventType, Message, MessageOf, Names } from './message.ts'
import { own } from './own.ts'
import { isRefusal, type Refusal } from './refusal.ts'

export interface QueryPart<E extends EventType> {
  readonly types?: readonly E[]
  readonly tags?: { readonly [field: string]: string | number }
}
/** One of the types and all of the tags; a list matches where any of its parts does. */
export type Query<E extends EventType> = QueryPart<E> | readonly QueryPart<E>[]

/** An event that a decision records in the stream of an aggregate, in the transaction of its own. */
export interface Alongside {
  readonly of: Aggregate
  /** Which one: the order's number, the loan's id. */
  readonly to: string
  readonly event: Message
}

/** A decision that rests on more than one stream: it folds every event its query selects, and holds only while no other such event comes in between (dynamic consistency boundary). */
export interface Decision<
  N extends string = string,
  S = any,
  C extends CommandType = any,
  E extends EventType = any,
  R extends string = string,
> extends Fold<S, E> {
  readonly kind: 'decision'
  /** The stream it writes to is `name-id`, and must be new. */
  readonly name: N
  readonly commands: readonly C[]
  reads(data: DataOf<C>, id: string): Query<E>
  decide(state: S, command: MessageOf<C>, given: Given): readonly MessageOf<E>[] | Refusal<R>
  /** What aggregates must know of it from the same moment on: none of them can decide as if it had not happened. */
  alongside(event: MessageOf<E>): readonly Alongside[]
}

export function decision<
  const N extends string,
  C extends CommandType,
  E extends EventType,
  S,
  A extends MessageOf<E> | Refusal,
>(
  name: N,
  words: {
    readonly command: C
    readonly events: readonly E[]
    readonly reads: (data: DataOf<C>, id: string) => Query<E>
    readonly initial: () => S
    readonly version?: number
  },
  steps: {
    readonly evolve: { readonly [K in Names<E>]: Evolve<S, E>[K] }
    readonly decide: (data: DataOf<C>, state: S, given: Given) => A
    readonly alongside?: (event: MessageOf<E>) => readonly Alongside[]
  },
): Decision<N, S, C, E, A extends Refusal<infer R> ? R : never> {
  const { command, ...rest } = words
  const evolve = steps.evolve as { [type: string]: (state: S, data: unknown) => S }
  return {
    kind: 'decision',
    name,
    ...rest,
    commands: [command],
    evolve(state, event) {
      const { type, data } = event as Message
      const step = own(evolve, type)
      if (step === undefined) throw unknownEvent(name, type)
      return step(state, data)
    },
    decide(state, order, given) {
      const answer = steps.decide((order as Message).data as DataOf<C>, state, given)
      return (isRefusal(answer) ? answer : [answer]) as never
    },
    alongside: steps.alongside ?? (() => []),
  }
}
