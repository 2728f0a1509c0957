import type { Aggregate } from './aggregate.ts'
import type { Decision } from './decision.ts'
import { DomainError } from './domain-error.ts'
import type { CommandType, EventType } from './message.ts'
import type { ProcessManager } from './process/process-manager.ts'
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
  readonly runs: readonly ProcessManager[]
  readonly calls: readonly PublishedLanguage[]
}

interface Words<N extends string, C extends CommandType> {
  readonly purpose: string
  readonly owns: readonly (Aggregate | Decision)[]
  /** The commands that anybody may send. */
  readonly accepts?: readonly C[]
  readonly speaks?: PublishedLanguage<NoInfer<N>>
  readonly publishes?: readonly Publication[]
  readonly hears?: readonly Translation[]
  /** Its process managers. */
  readonly runs?: readonly ProcessManager[]
  /** The languages of the contexts that its process managers send commands to. */
  readonly calls?: readonly PublishedLanguage<any, any, any>[]
}

/** A part of the business with a language of its own: what it is for, owns, accepts, publishes, hears, runs and calls. Refuses a command that nobody would decide, an event that nobody would record, and a published language that is not kept word for word. */
export function boundedContext<const N extends string, C extends CommandType = never>(
  name: N,
  words: Words<N, C>,
): BoundedContext<N, C> {
  const {
    purpose,
    owns,
    accepts = [],
    speaks,
    publishes = [],
    hears = [],
    runs = [],
    calls = [],
  } = words
  const context: BoundedContext<N, C> = {
    ...{ name, purpose, owns, accepts, speaks, publishes, hears, runs, calls },
  }
  checkDecided(context)
  checkPublished(context)
  checkNeighbours(context)
  checkProcesses(context)
  return context
}

function checkDecided({ name, owns, accepts, hears }: BoundedContext): void {
  const decided = typesOf(owns.flatMap(({ commands }) => commands))
  for (const type of typesOf(accepts))
    require(decided.has(type), name, `accepts ${type}, and nothing it owns decides it`)
  for (const type of typesOf(hears.flatMap(({ sends }) => sends)))
    require(decided.has(type), name, `sends itself ${type}, and nothing it owns decides it`)
}

function checkPublished({ name, owns, accepts, speaks, publishes }: BoundedContext): void {
  const recorded = typesOf(owns.flatMap(({ events }) => events))
  const promised = typesOf(speaks?.events ?? [])
  const published = typesOf(publishes.map(({ event }) => event))
  for (const type of published)
    require(promised.has(type), name, `publishes ${type}, which is not in its published language`)
  for (const { event, from } of publishes)
    require(recorded.has(
      from,
    ), name, `publishes ${event.type} from ${from}, which nothing it owns records`)
  for (const type of promised)
    require(published.has(type), name, `promises ${type} and never publishes it`)
  for (const [owner, commands] of Object.entries(speaks?.commands ?? {}))
    for (const command of commands) {
      const decides = owns.find((one) => one.name === owner)?.commands.includes(command)
      require(decides ===
        true, name, `promises that ${owner} decides ${command.type}, and it does not`)
      require(accepts.includes(command), name, `promises ${command.type} and does not accept it`)
    }
}

function checkNeighbours({ name, hears, calls }: BoundedContext): void {
  const heard = hears.map(({ from }) => from.context)
  const called = calls.map(({ context }) => context)
  require(!heard.includes(name), name, 'translates its own language')
  require(!called.includes(name), name, 'calls itself')
  for (const [verb, others] of [['translates', heard] as const, ['calls', called] as const])
    require(new Set(others).size === others.length, name, `${verb} one of ${others} twice`)
}

function checkProcesses({ name, owns, runs, calls }: BoundedContext): void {
  const recorded = owns.flatMap(({ events }) => events as readonly EventType[])
  const own = owns.flatMap(({ commands }) => commands as readonly CommandType[])
  const called = calls.flatMap(({ commands }) => Object.values(commands).flat())
  require(new Set(runs.map((one) => one.name)).size ===
    runs.length, name, `runs one of ${runs.map((one) => one.name)} twice`)
  for (const { name: process, hears, sends } of runs) {
    for (const event of hears)
      require(recorded.includes(
        event,
      ), name, `runs ${process}, which hears ${event.type}, and nothing it owns records it`)
    for (const command of sends) {
      const deciding = [...own, ...called].filter(({ type }) => type === command.type)
      require(deciding.includes(
        command,
      ), name, `runs ${process}, which sends ${command.type}, and neither it nor a context it calls decides it`)
      require(new Set(deciding).size ===
        1, name, `runs ${process}, which sends ${command.type}, and two would decide it`)
    }
  }
}

function require(holds: boolean, name: string, sentence: string): asserts holds {
  if (!holds) throw new DomainError('WT_CONTEXT_INVALID', `${name} ${sentence}`, { context: name })
}

const typesOf = (words: readonly (CommandType | EventType)[]) =>
  new Set(words.map(({ type }) => type))
