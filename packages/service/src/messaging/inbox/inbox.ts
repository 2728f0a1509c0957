import type { EventType, Refusal, Translation, Write } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Decider } from '../../decider.ts'
import { ServiceError } from '../../service-error.ts'
import type { Telemetry } from '../../telemetry/telemetry.ts'
import type { Arrived, PublishedEvent } from '../cloud-event.ts'
import { type Answered, effects, type Part } from './effects.ts'
import { type Failure, type ParkedMessage, parking, type Retried } from './parking.ts'
import { isPoison } from './poison.ts'
import { Feeds } from './tables.ts'

/** Messages that share one transaction. */
const maxTogether = 100

export interface InboxCounts {
  /** Commands that the domain refused: heard, answered with no, and not heard again. */
  refused: number
  /** Messages of a type that has no meaning here yet: heard and passed over. */
  unknown: number
}

export interface Inbox {
  readonly position: number
  readonly counts: Readonly<InboxCounts>
  /** Messages that are parked now, those that wait behind another among them. */
  readonly parked: number
  /** Takes messages in order; those heard before are passed over, and those that cannot be handled are parked. Rejects, having stored none of them or a first part of them, when the store does not take them. */
  take(messages: readonly Arrived[]): Promise<void>
  /** The oldest that are parked. */
  listParked(limit: number): Promise<readonly ParkedMessage[]>
  /** Handles a parked message again, and then those that wait behind it, until one fails. `undefined` where none is parked there. */
  retry(position: number): Promise<Retried | undefined>
  /** Gives a message up that holds others up, then goes on as `retry` does. `undefined` where none is parked there, or it only waits. */
  drop(position: number): Promise<Retried | undefined>
}

/** Turns another context's published events into commands here, each exactly once: the checkpoint moves in the transaction of their effect. */
export async function inbox(
  translation: Translation,
  store: EventStore<EventType>,
  decider: Decider,
  telemetry: Pick<Telemetry, 'observe' | 'metrics' | 'redaction' | 'ports'>,
): Promise<Inbox> {
  const feed = translation.from.context
  const { clock, log } = telemetry.ports
  const { ordersOf, effectOf } = effects(translation, decider, clock, telemetry)
  const row = await store.rows(Feeds).get({ feed })
  const lot = await parking(feed, store, telemetry)
  const counts: InboxCounts = { refused: 0, unknown: 0 }
  let position = row?.position ?? 0
  let exists = row !== undefined

  const checkpoint = (to: number): Write =>
    exists
      ? Feeds.patch({ feed }, { position: to }, { position })
      : Feeds.claim({ feed, position: to })

  /** Counted once what it belongs to is stored: a commit that another writer beat is decided again. */
  function tell({ type, message, refusal }: Answered): void {
    telemetry.metrics.decided(type, refusal ? 'refused' : 'accepted', refusal?.refused)
    if (refusal === undefined) return
    counts.refused++
    tellRefused(refusal, message)
  }

  // why it was refused is a sentence of the domain, and may tell who somebody is
  const tellRefused = ({ refused: code }: Refusal, { type, subject }: PublishedEvent) =>
    log('info', `${type} was refused`, { code, subject })

  /** Commits as many messages from the front as can go together; answers how many. None: another writer was faster. */
  async function commit(messages: readonly Arrived[]): Promise<number> {
    const batch = new Batch()
    for (const message of messages)
      if ((await add(message, batch)) === 'full' || batch.isClosed) break
    const last = messages[batch.size - 1] as Arrived
    try {
      const parks = lot.writes(batch.parked)
      if (!(await append(batch, [checkpoint(last.position), ...parks]))) return 0
    } catch (error) {
      if (!isPoison(error)) throw error
      if (batch.size > 1) return commit(messages.slice(0, 1))
      // alone, so it is this one: it has no effect, and its place is passed
      batch.clear()
      batch.parked.push([last, lot.failure(error)])
      await append(batch, [checkpoint(last.position), ...lot.writes(batch.parked)])
    }
    position = last.position
    exists = true
    lot.stored(batch.parked)
    for (const one of batch.answered) tell(one)
    counts.unknown += batch.unknown
    telemetry.metrics.heard(feed, 'handled', batch.size - batch.parked.length - batch.unknown)
    telemetry.metrics.heard(feed, 'unknown', batch.unknown)
    telemetry.metrics.heard(feed, 'parked', batch.parked.length)
    return batch.size
  }

  /** Adds what a message leads to; `full` where it must go with the next commit. */
  async function add(message: Arrived, batch: Batch): Promise<'added' | 'full'> {
    const { subject } = message
    const park = (failure?: Failure) => {
      batch.size++
      batch.parked.push([message, failure])
      return 'added' as const
    }
    if (lot.holds(subject) || batch.holds(subject)) return park()
    if ('misfit' in message) return park({ code: 'WT_MESSAGE_MALFORMED', because: message.misfit })
    try {
      const orders = ordersOf(message)
      if (orders === undefined) batch.unknown++
      // each event keeps its cause, so a stream takes part once; and one append carries one condition
      const apart = orders?.some(
        ({ owner, stream }) => owner.kind === 'decision' || batch.parts.has(stream),
      )
      if (apart && batch.size > 0) return 'full'
      const effect = await effectOf(message, orders ?? [])
      for (const [stream, part] of effect.parts) batch.parts.set(stream, part)
      batch.answered.push(...effect.answered)
      batch.size++
      if (apart) batch.isClosed = true
      return 'added'
    } catch (error) {
      if (!isPoison(error)) throw error
      return park(lot.failure(error))
    }
  }

  async function append(
    { parts }: { readonly parts: ReadonlyMap<string, Part> },
    writes: readonly Write[],
  ): Promise<boolean> {
    const all = [...parts.values()]
    const failIf = all.find(({ loaded }) => loaded.failIf !== undefined)?.loaded.failIf
    const answer =
      all.length === 0
        ? await store.write(writes)
        : await store.appendAll(
            all.map(({ stream, events, loaded: { expect }, meta }) => ({
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
    return answer.is !== 'conflict' && answer.is !== 'conditionFailed'
  }

  /** Handles one that is parked: its row goes in the transaction of its effect. */
  async function again(message: Arrived, leave: Write): Promise<Failure | undefined> {
    if ('misfit' in message) return { code: 'WT_MESSAGE_MALFORMED', because: message.misfit }
    const cause = { trace: message.traceparent }
    const work = { kind: 'feed', name: `hear ${feed}`, cause } as const
    try {
      return await telemetry.observe(work, async () => {
        for (;;) {
          const effect = await effectOf(message, ordersOf(message) ?? [])
          if (!(await append(effect, [leave]))) continue
          for (const one of effect.answered) tell(one)
          return undefined
        }
      })
    } catch (error) {
      if (!isPoison(error)) throw error
      return lot.failure(error)
    }
  }

  let turn: Promise<unknown> = Promise.resolve()
  /** One at a time: what waits behind a message must not be overtaken by what comes after it. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work, work)
    turn = mine.catch(() => {})
    return mine
  }

  return {
    get position() {
      return position
    },
    counts,
    get parked() {
      return lot.count
    },
    take: (messages) =>
      inTurn(async () => {
        let rest = messages.filter((message) => message.position > position)
        while (rest.length > 0) {
          const batch = rest.slice(0, maxTogether)
          const links = batch.map((one) => ('misfit' in one ? undefined : one.traceparent))
          const work = { kind: 'feed', name: `hear ${feed}`, cause: {}, links } as const
          rest = rest.slice(await telemetry.observe(work, () => commit(batch)))
        }
      }),
    listParked: (limit) => lot.list(limit),
    retry: (at) => inTurn(() => lot.retry(at, again)),
    drop: (at) => inTurn(() => lot.drop(at, again)),
  }
}

/** What goes into one commit. */
class Batch {
  size = 0
  unknown = 0
  isClosed = false
  readonly parts = new Map<string, Part>()
  readonly answered: Answered[] = []
  readonly parked: [Arrived, Failure | undefined][] = []

  holds(subject: string): boolean {
    return this.parked.some(([one]) => one.subject === subject)
  }

  clear(): void {
    this.unknown = 0
    this.parts.clear()
    this.answered.length = 0
    this.parked.length = 0
  }
}
