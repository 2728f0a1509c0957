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
  table,
  type Write,
} from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Clock } from '@watertight/ports'
import type { Decider, Loaded } from './decider.ts'
import type { FeedEvent } from './feed.ts'
import { streamOf } from './names.ts'

/** How far each feed has been heard: moved in the transaction of what it caused. */
export const Feeds = table('service_feeds', { feed: 'text', position: 'integer' }, ['feed'])

/** Messages that share one transaction. */
const maxTogether = 100

interface Part {
  readonly stream: string
  readonly owner: Aggregate | Decision
  readonly loaded: Loaded
  readonly from: FeedEvent
  state: unknown
  readonly events: Message[]
}

export interface Inbox {
  readonly position: number
  /** Commands that the domain refused: heard, answered with no, and not heard again. */
  readonly refused: number
  /** Takes messages in order; those heard before are passed over. Rejects, having stored none of them or a first part of them, when one cannot be handled. */
  take(messages: readonly FeedEvent[]): Promise<void>
}

/** Turns another context's published events into commands here, each exactly once: the checkpoint moves in the transaction of their effect. */
export async function inbox(
  { from, translate }: Translation,
  store: EventStore<EventType>,
  decider: Decider,
  clock: Pick<Clock, 'wallTime'>,
  onRefused: (refusal: Refusal, message: FeedEvent) => void,
): Promise<Inbox> {
  const feed = from.context
  const row = await store.rows(Feeds).get({ feed })
  let position = row?.position ?? 0
  let exists = row !== undefined
  let refused = 0

  const checkpoint = (to: number): Write =>
    exists
      ? Feeds.patch({ feed }, { position: to }, { position })
      : Feeds.claim({ feed, position: to })

  /** Decides one command on the state that earlier commands of the same message left. */
  async function decide({ to, command }: Dispatch, message: FeedEvent, parts: Map<string, Part>) {
    const { type } = command as Message
    const owner = decider.ownerOf(type) as Aggregate | Decision
    const stream = streamOf(owner.name, to)
    let part = parts.get(stream)
    if (part === undefined) {
      const loaded = await decider.load(owner, stream, to, command)
      part = { stream, owner, loaded, from: message, state: loaded.state, events: [] }
    }
    const given = { now: new Date(clock.wallTime()), id: to }
    const events = owner.decide(part.state, command, given)
    if (isRefusal(events)) {
      onRefused(events, message)
      refused++
      return
    }
    for (const event of events) part.state = owner.evolve(part.state, event)
    part.events.push(...(events as readonly Message[]))
    if (part.events.length > 0) parts.set(stream, part)
  }

  /** Commits as many messages from the front as can go together; answers how many. None: another writer was faster. */
  async function commit(messages: readonly FeedEvent[]): Promise<number> {
    const parts = new Map<string, Part>()
    let together = 0
    for (const message of messages.slice(0, maxTogether)) {
      const about: About = { id: message.subject, at: new Date(message.time) }
      const dispatches = translate({ type: message.type, data: message.data }, about)
      // each event keeps its cause, so a stream takes part once; and one append carries one condition
      const apart = dispatches.some(({ to, command }) => {
        const owner = decider.ownerOf((command as Message).type) as Aggregate | Decision
        return owner.kind === 'decision' || parts.has(streamOf(owner.name, to))
      })
      if (apart && together > 0) break
      for (const dispatch of dispatches) await decide(dispatch, message, parts)
      together++
      if (apart) break
    }
    const last = messages[together - 1] as FeedEvent
    return (await append([...parts.values()], last.position)) ? together : 0
  }

  async function append(parts: readonly Part[], to: number): Promise<boolean> {
    const writes = [checkpoint(to)]
    const failIf = parts.find(({ loaded }) => loaded.failIf !== undefined)?.loaded.failIf
    const answer =
      parts.length === 0
        ? await store.write(writes)
        : await store.appendAll(
            parts.map(({ stream, events, loaded, from: cause }) => ({
              stream,
              events,
              expect: loaded.expect,
              meta: {
                causation: cause.id,
                ...(cause.traceparent !== undefined && { trace: cause.traceparent }),
              },
            })),
            { writes, ...(failIf && { failIf }) },
          )
    if (answer.is === 'taken')
      throw new Error(`another process hears ${feed} for this log: stop one of the two`)
    if (answer.is === 'conflict' || answer.is === 'conditionFailed') return false
    position = to
    exists = true
    return true
  }

  return {
    get position() {
      return position
    },
    get refused() {
      return refused
    },
    async take(messages) {
      let rest = messages.filter((message) => message.position > position)
      while (rest.length > 0) rest = rest.slice(await commit(rest))
    },
  }
}
