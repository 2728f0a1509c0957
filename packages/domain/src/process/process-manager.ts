import { DomainError } from '../domain-error.ts'
import { unknownEvent } from '../fold.ts'
import type {
  CommandType,
  DataOf,
  EventType,
  Message,
  MessageOf,
  Named,
  Names,
} from '../message.ts'
import { own } from '../own.ts'
import type { About } from '../published-language.ts'
import type { Refusal } from '../refusal.ts'
import type { Step } from './steps.ts'

type Reaction<S, C extends CommandType, A extends string, X extends readonly unknown[]> = (
  ...given: [...X, state: S, about: About]
) => readonly Step<S, C, A>[] | Step<S, C, A>

export interface Reactions<S, E extends EventType, C extends CommandType, A extends string> {
  /** What each event means for the process; exhaustive. */
  readonly events: { readonly [N in Names<E>]: Reaction<S, C, A, [data: DataOf<Named<E, N>>]> }
  /** What each alarm means when it rings; exhaustive. */
  readonly alarms: { readonly [N in A]: Reaction<S, C, A, []> }
  /** What to do where a command was refused: the place for compensation. A refusal with no reaction here holds the process up, for a person to see. */
  readonly refused?: { readonly [N in Names<C>]?: Reaction<S, C, A, [refusal: Refusal]> }
}

/** Work that takes several steps and some time: which commands follow from which events, what is waited for, and what is undone when a step is refused. It hears the events of its own context. */
export interface ProcessManager<
  N extends string = string,
  S = any,
  E extends EventType = any,
  C extends CommandType = any,
  A extends string = any,
> {
  readonly kind: 'process manager'
  readonly name: N
  /** Raise it when the reactions change their meaning. */
  readonly version: number
  readonly hears: readonly E[]
  readonly sends: readonly C[]
  readonly alarms: readonly A[]
  initial(): S
  /** Which process an event belongs to: the id of the stream it is in, unless told. */
  instanceOf(event: MessageOf<E>, about: About): string
  react(event: MessageOf<E>, state: S, about: About): readonly Step<S, C, A>[]
  ring(alarm: A, state: S, about: About): readonly Step<S, C, A>[]
  /** Undefined where nothing is said about that command. */
  refused(
    command: MessageOf<C>,
    refusal: Refusal,
    state: S,
    about: About,
  ): readonly Step<S, C, A>[] | undefined
}

/** A process as data: `processManager('Fulfilment', { hears, sends, alarms, initial }).on({ events: { OrderPlaced: … }, alarms: { … }, refused: { … } })`. Nothing in it waits or looks at a clock. */
export function processManager<
  const N extends string,
  S,
  E extends EventType,
  C extends CommandType,
  const A extends string = never,
>(
  name: N,
  words: {
    readonly version?: number
    readonly hears: readonly E[]
    readonly sends: readonly C[]
    readonly alarms?: readonly A[]
    readonly initial: () => S
    readonly instance?: { readonly [K in Names<E>]?: (data: DataOf<Named<E, K>>) => string }
  },
) {
  const { version = 1, hears, sends, alarms = [], initial } = words
  const require = (holds: boolean, sentence: string) => {
    if (!holds) throw invalid(name, sentence)
  }
  require(name !== '', 'has no name')
  require(Number.isInteger(version) && version > 0, `has ${version} for a version`)
  require(new Set(alarms).size === alarms.length, `has one of the alarms ${alarms} twice`)
  const instances = (words.instance ?? {}) as { [type: string]: (data: unknown) => string }
  return {
    on(reactions: Reactions<S, E, C, A>): ProcessManager<N, S, E, C, A> {
      const onEvent = reactions.events as Table
      const onAlarm = reactions.alarms as Table
      const onRefusal = (reactions.refused ?? {}) as Table
      const answer = (steps: unknown) =>
        checked(name, (Array.isArray(steps) ? steps : [steps]) as readonly Step<S, C, A>[])
      return {
        ...{ kind: 'process manager', name, version, hears, sends, alarms, initial },
        instanceOf(event, about) {
          const { type, data } = event as Message
          const instance = own(instances, type)?.(data) ?? about.id
          require(instance !== '', `is told by ${type} of a process without an id`)
          return instance
        },
        react(event, state, about) {
          const { type, data } = event as Message
          const reaction = own(onEvent, type)
          if (reaction === undefined) throw unknownEvent(name, type)
          return answer(reaction(data, state, about))
        },
        ring(alarm, state, about) {
          const reaction = own(onAlarm, alarm)
          // an alarm that an earlier version set
          return reaction === undefined ? [] : answer(reaction(state, about))
        },
        refused(command, refusal, state, about) {
          const reaction = own(onRefusal, (command as Message).type)
          return reaction && answer(reaction(refusal, state, about))
        },
      }
    },
  }
}

type Table = { readonly [name: string]: (...given: unknown[]) => unknown }

const invalid = (name: string, sentence: string) =>
  new DomainError('WT_PROCESS_INVALID', `the process manager ${name} ${sentence}`, { name })

/** One answer says at most once what the state becomes and what happens to each alarm, and sets none where the process is over. */
function checked<T extends Step>(name: string, steps: readonly T[]): readonly T[] {
  const said = steps.flatMap((step) => {
    if ('become' in step) return ['become']
    if ('wake' in step) return [`the alarm ${step.wake}`]
    return 'cancel' in step ? [`the alarm ${step.cancel}`] : []
  })
  const twice = said.find((word, index) => said.indexOf(word) !== index)
  if (twice !== undefined) throw invalid(name, `answers ${twice} twice at once`)
  const wake = steps.find((step) => 'wake' in step)
  if (wake !== undefined && steps.some((step) => 'done' in step))
    throw invalid(name, `sets the alarm ${wake.wake} and is done at once`)
  return steps
}
