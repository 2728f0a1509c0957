import {
  type Aggregate,
  type Alongside,
  type BoundedContext,
  type Decision,
  type EventType,
  isRefusal,
  type Message,
  type Query,
  type Refusal,
  refuse,
  type Write,
} from '@watertight/domain'
import type { EventStore, Meta } from '@watertight/eventstore'
import type { Clock } from '@watertight/ports'
import { beginnings } from './beginnings.ts'
import { isDistinct, streamOf } from './names.ts'
import { ServiceError } from './service-error.ts'
import type { Cause } from './telemetry/observation.ts'
import type { Telemetry } from './telemetry/telemetry.ts'

export interface Decided {
  readonly is: 'decided'
  readonly stream: string
  readonly revision: number
  readonly position: number
  /** How many events it stored: none where nothing was left to do, and then no rows either. */
  readonly events: number
}
/** A guarded row of the same transaction was not as required. */
export interface Taken {
  readonly is: 'taken'
}
/** The stream is not at one of the revisions that were expected. */
export interface Unmet {
  readonly is: 'unmet'
  readonly revision: number
}
/** Others were faster each time: nothing was decided. */
export interface Contended {
  readonly is: 'contended'
}
/** Revisions that a stream may have, or that it must exist. */
export type Expected = readonly number[] | 'exists'
export interface Conditions {
  /** Decides only if the stream is so. */
  readonly expect?: Expected
  /** Rows that share the transaction; they are told how many events it has, for stamps. */
  readonly writes?: (events: number) => readonly Write[]
  readonly meta?: Meta
  readonly signal?: AbortSignal
}

interface Attempt {
  readonly owner: Aggregate | Decision
  readonly stream: string
  readonly to: string
  readonly command: Message
  readonly conditions: Conditions
}

export interface Loaded {
  readonly state: any
  /** Of the stream that will be written to. */
  readonly revision: number
  readonly expect: number | 'none'
  readonly failIf?: { readonly query: Query<EventType>; readonly after: number }
}

/** Others may win the race for a stream this often before a command gives up; each loss means that somebody made progress. */
const maxRaces = 50

/** Carries commands to what a context owns: load or recall, decide, append, and again from the start when another was faster. */
export function decider(
  context: BoundedContext,
  store: EventStore<EventType>,
  clock: Pick<Clock, 'wallTime'>,
  telemetry: Pick<Telemetry, 'current' | 'deciding'>,
) {
  const owners = new Map<string, Aggregate | Decision>()
  for (const owner of context.owns) for (const { type } of owner.commands) owners.set(type, owner)
  const begins = beginnings()

  /** What this process remembers of the stream, or takes for granted that it begins: others may know better. */
  function recall(
    owner: Aggregate | Decision,
    stream: string,
    to: string,
    { type }: Message,
  ): Loaded | undefined {
    if (owner.kind === 'decision' || !isDistinct(context.owns, owner.name, to)) return undefined
    const recalled = store.recall(owner, stream, { orNew: begins.expected(type) })
    return recalled && { ...recalled, expect: recalled.revision }
  }

  /** On what this process recalls. Only events that were stored, or keys that were taken, are an answer: anything else may rest on what is out of date. */
  async function attemptRecalled(attempt: Attempt): Promise<Decided | Taken | undefined> {
    const { owner, stream, to, command } = attempt
    const recalled = recall(owner, stream, to, command)
    if (recalled === undefined) return undefined
    const answer = await decide(attempt, recalled)
    if (answer === 'raced' || isRefusal(answer)) return undefined
    const isProved = answer.is === 'taken' || (answer.is === 'decided' && answer.events > 0)
    return isProved ? answer : undefined
  }

  async function decide(
    { owner, stream, to, command, conditions: { expect, writes, meta, signal } }: Attempt,
    loaded: Loaded,
  ): Promise<Decided | Taken | Unmet | Refusal | 'raced'> {
    const given = { now: new Date(clock.wallTime()), id: to }
    if (expect !== undefined && !isAs(expect, loaded.revision))
      return { is: 'unmet', revision: loaded.revision }
    const events = owner.decide(loaded.state, command, given)
    if (isRefusal(events)) return events
    // nothing to do is done already
    if (events.length === 0) {
      const { revision } = loaded
      return { is: 'decided', stream, revision, position: await store.head(), events: 0 }
    }
    const beside = besides(owner, events)
    const count = beside.reduce((sum, part) => sum + part.events.length, events.length)
    const conditions = {
      ...(loaded.failIf && { failIf: loaded.failIf }),
      ...(writes && { writes: writes(count) }),
      meta: { ...meta, ...telemetry.current()?.meta },
      ...(signal && { signal }),
    }
    const { expect: expected } = loaded
    const answer =
      beside.length === 0
        ? await store.append(stream, events, { expect: expected, ...conditions })
        : await store.appendAll([{ stream, events, expect: expected }, ...beside], conditions)
    if (answer.is === 'appended') {
      const { position } = answer
      const revision =
        'revisions' in answer ? (answer.revisions[stream] as number) : answer.revision
      if (owner.kind === 'aggregate') begins.found(command.type, loaded.revision)
      return { is: 'decided', stream, revision, position, events: count }
    }
    if (answer.is === 'taken') return { is: 'taken' }
    if (answer.is === 'conflict' && owner.kind === 'decision')
      return refuse('AlreadyDecided', `${owner.name} ${to} exists already`)
    return 'raced'
  }

  /** What the decision rests on, and what the append must therefore require. */
  async function load(
    owner: Aggregate | Decision,
    stream: string,
    to: string,
    command: Message,
  ): Promise<Loaded> {
    if (!isDistinct(context.owns, owner.name, to))
      throw new ServiceError('WT_ID_AMBIGUOUS', `its id is none that ${owner.name} can have`)
    if (owner.kind === 'aggregate') {
      const { state, revision } = await store.load(owner, stream)
      if (revision > 0) begins.found(command.type, revision)
      return { state, revision, expect: revision }
    }
    const query = owner.reads(command.data, to)
    const { state, position } = await store.loadQuery(owner, query)
    return { state, revision: 0, expect: 'none', failIf: { query, after: position } }
  }

  return {
    ownerOf: (type: string) => owners.get(type),
    load,
    recall,
    /** A command found its stream at this revision, and its events are stored. */
    found: begins.found,

    /** What became of the command. A refusal stored nothing. */
    async execute(
      to: string,
      command: Message,
      conditions: Conditions = {},
    ): Promise<Decided | Taken | Unmet | Contended | Refusal> {
      const owner = owners.get(command.type)
      if (owner === undefined)
        throw new TypeError(`${context.name} owns nothing that decides ${command.type}`)
      const { type } = command
      const attempt = { owner, stream: streamOf(owner.name, to), to, command, conditions }
      return telemetry.deciding(type, conditions.meta as Cause | undefined, async (raced) => {
        const atOnce = await attemptRecalled(attempt)
        if (atOnce !== undefined) return atOnce
        for (let race = 0; race < maxRaces; race++) {
          const answer = await decide(attempt, await load(owner, attempt.stream, to, command))
          if (answer !== 'raced') return answer
          raced()
        }
        return { is: 'contended' } as const
      })
    },
  }
}

/** What a decision tells aggregates, by stream. Their revision is of no account: whatever they decide meanwhile on what they were misses theirs. */
export function besides(
  decided: Aggregate | Decision,
  events: readonly Message[],
): readonly Beside[] {
  if (decided.kind === 'aggregate') return []
  const told = events.flatMap((event) => decided.alongside(event))
  const streams = Map.groupBy(told, ({ of, to }) => streamOf(of.name, to))
  return [...streams].map(([stream, all]) => {
    const { of: owner, to } = all[0] as Alongside
    return { stream, owner, to, expect: 'any', events: all.map(({ event }) => event) }
  })
}
export interface Beside {
  readonly stream: string
  readonly owner: Aggregate
  readonly to: string
  readonly expect: 'any'
  readonly events: Message[]
}

const isAs = (expected: Expected, revision: number): boolean =>
  expected === 'exists' ? revision > 0 : expected.includes(revision)

export type Decider = ReturnType<typeof decider>
