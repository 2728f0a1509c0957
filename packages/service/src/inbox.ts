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
import type { EventStore, Meta } from '@watertight/eventstore'
import type { Clock } from '@watertight/ports'
import type { Decider, Loaded } from './decider.ts'
import type { FeedEvent } from './feed.ts'
import { streamOf } from './names.ts'
import { ServiceError } from './service-error.ts'
import type { Telemetry } from './telemetry/telemetry.ts'

/** How far each feed has been heard: moved in the transaction of what it caused. */
export const Feeds = table('service_feeds', { feed: 'text', position: 'integer' }, ['feed'])

/** Messages that share one transaction. */
const maxTogether = 100

interface Part {
  readonly stream: string
  readonly owner: Aggregate | Decision
  readonly loaded: Loaded
  readonly meta: Meta
  state: unknown
  readonly events: Message[]
}

interface Answered {
  readonly type: string
  readonly message: FeedEvent
  readonly refusal?: Refusal
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
  telemetry: Pick<Telemetry, 'observe' | 'metrics'>,
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
  function decide({ to, command }: Dispatch, message: FeedEvent, parts: Map<string, Part>) {
    const { type } = command as Message
    const { traceparent: trace, correlationid: correlation, id: causation } = message
    const cause = { trace, correlation, causation }
    return telemetry.observe(
      { kind: 'command', name: `decide ${type}`, cause },
      async ({ meta, ended }): Promise<Answered> => {
        const owner = decider.ownerOf(type) as Aggregate | Decision
        const stream = streamOf(owner.name, to)
        let part = parts.get(stream)
        if (part === undefined) {
          const loaded = await decider.load(owner, stream, to, command)
          part = { stream, owner, loaded, meta, state: loaded.state, events: [] }
        }
        const given = { now: new Date(clock.wallTime()), id: to }
        const events = owner.decide(part.state, command, given)
        if (isRefusal(events)) {
          ended('refused', events.refused)
          return { type, message, refusal: events }
        }
        for (const event of events) part.state = owner.evolve(part.state, event)
        part.events.push(...(events as readonly Message[]))
        if (part.events.length > 0) parts.set(stream, part)
        ended('accepted')
        return { type, message }
      },
    )
  }

  /** Counted once what it belongs to is stored: a commit that another writer beat is decided again. */
  function tell({ type, message, refusal }: Answered): void {
    telemetry.metrics.decided(type, refusal ? 'refused' : 'accepted', refusal?.refused)
    if (refusal === undefined) return
    refused++
    onRefused(refusal, message)
  }

  /** Commits as many messages from the front as can go together; answers how many. None: another writer was faster. */
  async function commit(messages: readonly FeedEvent[]): Promise<number> {
    const parts = new Map<string, Part>()
    const answered: Answered[] = []
    let together = 0
    for (const message of messages) {
      const about: About = { id: message.subject, at: new Date(message.time) }
      const dispatches = translate({ type: message.type, data: message.data }, about)
      // each event keeps its cause, so a stream takes part once; and one append carries one condition
      const apart = dispatches.some(({ to, command }) => {
        const owner = decider.ownerOf((command as Message).type) as Aggregate | Decision
        return owner.kind === 'decision' || parts.has(streamOf(owner.name, to))
      })
      if (apart && together > 0) break
      for (const dispatch of dispatches) answered.push(await decide(dispatch, message, parts))
      together++
      if (apart) break
    }
    const last = messages[together - 1] as FeedEvent
    if (!(await append([...parts.values()], last.position))) return 0
    for (const one of answered) tell(one)
    return together
  }

  async function append(parts: readonly Part[], to: number): Promise<boolean> {
    const writes = [checkpoint(to)]
    const failIf = parts.find(({ loaded }) => loaded.failIf !== undefined)?.loaded.failIf
    const answer =
      parts.length === 0
        ? await store.write(writes)
        : await store.appendAll(
            parts.map(({ stream, events, loaded: { expect }, meta }) => ({
              stream,
              events,
              expect,
              meta,
            })),
            { writes, ...(failIf && { failIf }) },
          )
    if (answer.is === 'taken')
      throw new ServiceError('WT_FEED_SHARED', `another process hears ${feed} for this log`, {
        feed,
      })
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
      while (rest.length > 0) {
        const batch = rest.slice(0, maxTogether)
        const links = batch.map(({ traceparent }) => traceparent)
        const work = { kind: 'feed', name: `hear ${feed}`, cause: {}, links } as const
        rest = rest.slice(await telemetry.observe(work, () => commit(batch)))
      }
    },
  }
}
