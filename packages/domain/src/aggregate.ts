import { type Fold, unknownEvent } from './fold.ts'
import type { CommandType, DataOf, EventType, Message, MessageOf, Named, Names } from './message.ts'
import { own } from './own.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'

/** A state names itself in `is`; what is possible depends on it. */
export type Status = { readonly is: string }

/** What a decision may know beside state and command: time and identity come in from outside. */
export interface Given {
  readonly now: Date
  /** Which one: the order's number, the loan's id. */
  readonly id: string
}

type OneOrMany<T> = T | readonly T[]

export type Decide<S extends Status, C extends CommandType, E extends EventType> = {
  readonly [K in S['is']]?: {
    readonly [N in Names<C>]?: (
      data: DataOf<Named<C, N>>,
      state: Extract<S, { readonly is: K }>,
      given: Given,
    ) => OneOrMany<MessageOf<E>> | Refusal
  }
}

export type Evolve<S, E extends EventType> = {
  readonly [N in Names<E>]: (state: S, data: DataOf<Named<E, N>>) => S
}

type RefusalsOf<D> = {
  [K in keyof D]: {
    [N in keyof D[K]]: D[K][N] extends (...given: any) => infer R
      ? R extends Refusal<infer X>
        ? X
        : never
      : never
  }[keyof D[K]]
}[keyof D]

// `D extends Decide<…>` alone would let a misspelt state stand beside a right one
type OnlyKnown<D, S extends Status, C> = {
  [K in keyof D]: K extends S['is']
    ? { [N in keyof D[K]]: N extends Names<C> ? unknown : never }
    : never
}

export interface Aggregate<
  N extends string = string,
  S extends Status = any,
  C extends CommandType = any,
  E extends EventType = any,
  R extends string = string,
> extends Fold<S, E> {
  readonly kind: 'aggregate'
  readonly name: N
  readonly commands: readonly C[]
  readonly events: readonly E[]
  initial(): S
  evolve(state: S, event: MessageOf<E>): S
  /** What happens, or why not. A command that is not listed under the state is refused as `NotPossibleNow`. */
  decide(
    state: S,
    command: MessageOf<C>,
    given: Given,
  ): readonly MessageOf<E>[] | Refusal<R | 'NotPossibleNow'>
}

/** Rules that hold together in one stream: what may happen in each state, and what each event means. */
export function aggregate<
  const N extends string,
  S extends Status,
  C extends CommandType,
  E extends EventType,
>(
  name: N,
  words: {
    readonly commands: readonly C[]
    readonly events: readonly E[]
    readonly initial: () => S
    readonly version?: number
  },
) {
  return {
    decide: <D extends Decide<S, C, E>>(decisions: D & OnlyKnown<D, S, C>) => ({
      evolve: (evolutions: Evolve<S, E>): Aggregate<N, S, C, E, RefusalsOf<D> & string> => {
        const table = decisions as { [is: string]: { [type: string]: DecideOne } | undefined }
        const steps = evolutions as { [type: string]: (state: S, data: unknown) => S }
        return {
          kind: 'aggregate',
          name,
          ...words,
          evolve(state, event) {
            const { type, data } = event as Message
            const step = own(steps, type)
            if (step === undefined) throw unknownEvent(name, type)
            return step(state, data)
          },
          decide(state, order, given) {
            const { type, data } = order as Message
            const handler = own(own(table, state.is) ?? {}, type)
            if (handler === undefined)
              return refuse(
                'NotPossibleNow',
                `${type} is not possible while ${name} is ${state.is}`,
              )
            const answer = handler(data, state, given)
            if (isRefusal(answer)) return answer as never
            return (Array.isArray(answer) ? answer : [answer]) as readonly MessageOf<E>[]
          },
        }
      },
    }),
  }
}

type DecideOne = (data: unknown, state: Status, given: Given) => unknown
