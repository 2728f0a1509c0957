import type { Aggregate } from './aggregate.ts'
import type { Decision } from './decision.ts'
import { DomainError } from './domain-error.ts'
import type { CommandType, EventType } from './message.ts'
import type { Publication, PublishedLanguage } from './published-language.ts'
import type { Translation } from './translation.ts'

export interface BoundedContext<N extends string = string, C extends CommandType = any> {
  readonly name: N
  readonly purpose: string
  readonly owns: readonly (Aggregate | Decision)[]
  readonly accepts: readonly C[]
  readonly speaks: PublishedLanguage<N> | undefined
  readonly publishes: readonly Publication[]
  readonly hears: readonly Translation[]
}

/** A part of the business with a language of its own: what it is for, owns, accepts, publishes and hears. Refuses a command that nothing it owns decides, and a published language that is not published word for word. */
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
  const decided = typesOf(owns.flatMap(({ commands }) => commands))
  const recorded = typesOf(owns.flatMap(({ events }) => events))
  const promised = typesOf(speaks?.events ?? [])
  const published = typesOf(publishes.map(({ event }) => event))
  const heard = hears.map(({ from }) => from.context)

  const require = (holds: boolean, sentence: string) => {
    if (!holds)
      throw new DomainError('WT_CONTEXT_INVALID', `${name} ${sentence}`, { context: name })
  }
  for (const type of typesOf(accepts))
    require(decided.has(type), `accepts ${type}, and nothing it owns decides it`)
  for (const type of typesOf(hears.flatMap(({ sends }) => sends)))
    require(decided.has(type), `sends itself ${type}, and nothing it owns decides it`)
  for (const type of published)
    require(promised.has(type), `publishes ${type}, which is not in its published language`)
  for (const { event, from } of publishes)
    require(recorded.has(
      from,
    ), `publishes ${event.type} from ${from}, which nothing it owns records`)
  for (const type of promised)
    require(published.has(type), `promises ${type} and never publishes it`)
  require(!heard.includes(name), 'translates its own language')
  require(new Set(heard).size === heard.length, `translates one of ${heard} twice`)
  return { name, purpose, owns, accepts, speaks, publishes, hears }
}

const typesOf = (words: readonly (CommandType | EventType)[]) =>
  new Set(words.map(({ type }) => type))
