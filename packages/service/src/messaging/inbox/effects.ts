import {
  type About,
  type Aggregate,
  type Decision,
  type Dispatch,
  type EventType,
  isRefusal,
  type Message,
  type Refusal,
  type Translation,
} from '@watertight/domain'
import type { Meta } from '@watertight/eventstore'
import type { Clock } from '@watertight/ports'
import { besides, type Decider, type Loaded } from '../../decider.ts'
import { streamOf } from '../../names.ts'
import type { Telemetry } from '../../telemetry/telemetry.ts'
import type { PublishedEvent } from '../cloud-event.ts'

/** What is appended to one stream. */
export interface Part {
  readonly stream: string
  /** The first command that is decided on it. */
  readonly command: string
  readonly owner: Aggregate | Decision
  readonly loaded: Loaded
  /** It rests on what this process remembers, and may be out of date: its append will tell, once it has events. */
  readonly isRecalled: boolean
  readonly meta: Meta
  state: unknown
  readonly events: Message[]
}
export interface Answered {
  readonly type: string
  readonly message: PublishedEvent
  readonly refusal?: Refusal
}
/** What one message leads to, before any of it is stored. */
export interface Effect {
  readonly parts: ReadonlyMap<string, Part>
  readonly answered: readonly Answered[]
}
/** Where a stream will be, once what was decided before is stored. */
export interface Ahead {
  readonly state: unknown
  readonly revision: number
}
type Streams = ReadonlyMap<string, Ahead>
interface Order {
  readonly owner: Aggregate | Decision
  readonly stream: string
  readonly dispatch: Dispatch
}

/** What messages mean here: the commands they translate to, and what the domain decides. Whatever it throws that is not the store's or the transport's is the message's fault, or the code's. */
export function effects(
  { from, translate }: Translation,
  decider: Decider,
  clock: Pick<Clock, 'wallTime'>,
  telemetry: Pick<Telemetry, 'observe'>,
) {
  const published = new Map((from.events as readonly EventType[]).map((one) => [one.type, one]))

  /** The commands of a message, each with whom it is for; `undefined` where the type is not known here. */
  function ordersOf({ type, data, subject, time }: PublishedEvent): readonly Order[] | undefined {
    const event = published.get(type)
    if (event === undefined) return undefined
    const about: About = { id: subject, at: new Date(time) }
    return translate(event(data) as Message, about).map((dispatch) => {
      const command = (dispatch.command as Message).type
      const owner = decider.ownerOf(command)
      if (owner === undefined)
        throw new TypeError(`nothing here decides ${command}, to which ${type} is translated`)
      return { owner, dispatch, stream: streamOf(owner.name, dispatch.to) }
    })
  }

  /** Decides the commands of a message, each on the state that those before it left; on what is remembered of the log, if it may. */
  async function effectOf(
    message: PublishedEvent,
    orders: readonly Order[],
    ahead: Streams = new Map(),
    mayRecall = false,
  ): Promise<Effect> {
    const parts = new Map<string, Part>()
    const answered: Answered[] = []
    for (const order of orders) answered.push(await decide(order, message, parts, ahead, mayRecall))
    return { parts, answered }
  }

  function decide(
    { owner, stream, dispatch: { to, command: sent } }: Order,
    message: PublishedEvent,
    parts: Map<string, Part>,
    ahead: Streams,
    mayRecall: boolean,
  ) {
    const command = sent as Message
    const { type } = command
    const { traceparent: trace, correlationid: correlation, id: causation } = message
    const cause = { trace, correlation, causation }
    return telemetry.observe(
      { kind: 'command', name: `decide ${type}`, cause },
      async ({ meta, ended }): Promise<Answered> => {
        const given = { now: new Date(clock.wallTime()), id: to }
        const begun = { stream, owner, to, command, meta }
        const remembered = () => (mayRecall ? recalledPart(begun) : undefined)
        let part = parts.get(stream) ?? partAhead(begun, ahead) ?? remembered()
        let events = part && decidedOn(part, command, given)
        if (part === undefined || events === undefined) {
          part = await partOf(begun)
          events = owner.decide(part.state, command, given)
        }
        if (isRefusal(events)) {
          ended('refused', events.refused)
          return { type, message, refusal: events }
        }
        for (const event of events) part.state = owner.evolve(part.state, event)
        part.events.push(...(events as readonly Message[]))
        if (part.events.length > 0) parts.set(stream, part)
        for (const beside of besides(owner, events)) {
          const told = parts.get(beside.stream) ?? (await partOf({ ...beside, command, meta }))
          for (const event of beside.events) told.state = told.owner.evolve(told.state, event)
          told.events.push(...beside.events)
          parts.set(beside.stream, told)
        }
        ended('accepted')
        return { type, message }
      },
    )
  }

  const partOn = ({ stream, owner, command, meta }: Begun, loaded: Loaded): Part => ({
    ...{ stream, owner, command: command.type, loaded, meta },
    ...{ state: loaded.state, events: [], isRecalled: false },
  })

  async function partOf(begun: Begun): Promise<Part> {
    const { owner, stream, to, command } = begun
    return partOn(begun, await decider.load(owner, stream, to, command))
  }

  function partAhead(begun: Begun, ahead: Streams): Part | undefined {
    const there = ahead.get(begun.stream)
    return there && partOn(begun, { ...there, expect: there.revision })
  }

  function recalledPart(begun: Begun): Part | undefined {
    const { owner, stream, to, command } = begun
    const loaded = decider.recall(owner, stream, to, command)
    return loaded && { ...partOn(begun, loaded), isRecalled: true }
  }

  return { ordersOf, effectOf }
}

type Begun = Pick<Part, 'stream' | 'owner' | 'meta'> &
  Pick<Dispatch, 'to'> & { readonly command: Message }

/** What is decided; `undefined` where that rests on memory alone, for only events are held against the log when they are stored. */
function decidedOn(
  { owner, state, isRecalled, events: before }: Part,
  command: Message,
  given: Parameters<Aggregate['decide']>[2],
) {
  if (!isRecalled || before.length > 0) return owner.decide(state, command, given)
  try {
    const events = owner.decide(state, command, given)
    return isRefusal(events) || events.length === 0 ? undefined : events
  } catch {
    return undefined
  }
}
