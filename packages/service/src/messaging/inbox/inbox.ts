import type { EventType, Refusal, Translation, Write } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Decider } from '../../decider.ts'
import { ServiceError } from '../../service-error.ts'
import type { Telemetry } from '../../telemetry/telemetry.ts'
import type { Arrived, Misfit, PublishedEvent } from '../cloud-event.ts'
import { type Ahead, type Answered, effects, type Part } from './effects.ts'
import { type Failure, type ParkedMessage, parking, type Retried } from './parking.ts'
import { isPoison } from './poison.ts'
import { Step } from './step.ts'
import { Feeds } from './tables.ts'

/** Messages that may share one transaction, and events that end it. */
const together = Object.freeze({ messages: 100, events: 500 })
/** Positions that mean nothing here and may be heard again after a restart: this many at most. */
const passOver = 500

/** Codes that say: the checkpoint may not be where it was left. */
const doubts: ReadonlySet<string> = new Set(['WT_OUTCOME_UNKNOWN', 'WT_FEED_SHARED'])

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
  const checkpoint = async () => (await store.rows(Feeds).get({ feed }))?.position ?? 0
  const lot = await parking(feed, store, telemetry)
  const counts: InboxCounts = { refused: 0, unknown: 0 }
  let position = await checkpoint()
  let stored = position
  let inDoubt = false

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

  /** Commits as many messages from the front as can go together; answers how many are stored. None: another writer was faster, or what was remembered is out of date. */
  async function commit(messages: readonly Arrived[], mayRecall: boolean): Promise<number> {
    const steps = await stepsOf(messages, mayRecall)
    const [first] = steps as [Step]
    if (first.isIdle && first.to - stored < passOver) return passed(first)
    // queued in order, so that they share a sync to disk; each requires the checkpoint of the one before
    const ends = await Promise.allSettled(steps.map(append))
    let count = 0
    for (const [n, end] of ends.entries()) {
      const step = steps[n] as Step
      if (end.status === 'rejected') {
        if (!isPoison(end.reason)) throw end.reason
        if (n > 0) break
        if (step.isRecalled) return 0
        if (step.size > 1) return commit(messages.slice(0, 1), false)
        step.giveUp(messages[0] as Arrived, lot.failure(end.reason))
        if ((await append(step)) !== 'stored') return 0
      } else if (end.value === 'taken' && n === 0) throw shared()
      else if (end.value !== 'stored') break
      stored = step.to
      count += passed(step)
    }
    return count
  }

  function passed(step: Step): number {
    position = step.to
    lot.stored(step.parked)
    for (const { command, loaded } of step.parts) decider.found(command, loaded.revision)
    for (const one of step.answered) tell(one)
    counts.unknown += step.unknown
    const { heard } = telemetry.metrics
    heard(feed, 'handled', step.size - step.parked.length - step.unknown)
    heard(feed, 'unknown', step.unknown)
    heard(feed, 'parked', step.parked.length)
    return step.size
  }

  /** What the first messages lead to, each on what those before it will have left. */
  async function stepsOf(
    messages: readonly Arrived[],
    mayRecall: boolean,
  ): Promise<readonly Step[]> {
    const steps: Step[] = []
    const ahead = new Map<string, Ahead>()
    let events = 0
    for (const message of messages) {
      const before = steps.at(-1)
      const step = new Step(feed, before?.to ?? stored, message)
      const isFirst = before === undefined
      const isHeld = lot.holds(message.subject) || steps.some((one) => one.holds(message.subject))
      if (isHeld) step.park(message)
      const place = isHeld ? 'together' : await meaning(message, step, isFirst, ahead, mayRecall)
      if (place === 'later') break
      events += step.events
      if (before !== undefined && step.events === 0) before.join(step)
      else if (before?.isIdle) steps[steps.length - 1] = step.behind(before)
      else steps.push(step)
      if (place === 'alone' || events >= together.events) break
    }
    return steps
  }

  /** Decides what a message means. A decision over many streams rests on what is stored: it goes alone. */
  async function meaning(
    message: Arrived,
    step: Step,
    isFirst: boolean,
    ahead: Map<string, Ahead>,
    mayRecall: boolean,
  ): Promise<'together' | 'alone' | 'later'> {
    if ('misfit' in message) {
      step.park(message, malformed(message))
      return 'together'
    }
    try {
      const orders = ordersOf(message)
      if (orders === undefined) step.unknown++
      const isAlone = orders?.some(({ owner }) => owner.kind === 'decision') ?? false
      if (isAlone && !isFirst) return 'later'
      step.lead(await effectOf(message, orders ?? [], ahead, mayRecall), ahead)
      return isAlone ? 'alone' : 'together'
    } catch (error) {
      if (!isPoison(error)) throw error
      step.park(message, lot.failure(error))
      return 'together'
    }
  }

  const append = (step: Step) => commitOf(step.parts, [step.checkpoint, ...lot.writes(step.parked)])

  /** Whether it is stored; or a row was not as required, or another writer was faster. */
  async function commitOf(
    parts: readonly Part[],
    writes: readonly Write[],
  ): Promise<'stored' | 'taken' | 'raced'> {
    const failIf = parts.find(({ loaded }) => loaded.failIf !== undefined)?.loaded.failIf
    const answer =
      parts.length === 0
        ? await store.write(writes)
        : await store.appendAll(
            parts.map(({ stream, events, loaded: { expect }, meta }) => ({
              ...{ stream, events, expect, meta },
            })),
            { writes, ...(failIf && { failIf }) },
          )
    if (answer.is === 'taken') return 'taken'
    return answer.is === 'conflict' || answer.is === 'conditionFailed' ? 'raced' : 'stored'
  }
  const shared = () =>
    new ServiceError('WT_FEED_SHARED', `another process hears ${feed} for this log`, { feed })

  /** Handles one that is parked: its row goes in the transaction of its effect. */
  async function again(message: Arrived, leave: Write): Promise<Failure | undefined> {
    if ('misfit' in message) return malformed(message)
    const cause = { trace: message.traceparent }
    const work = { kind: 'feed', name: `hear ${feed}`, cause } as const
    try {
      return await telemetry.observe(work, async () => {
        for (;;) {
          const effect = await effectOf(message, ordersOf(message) ?? [])
          const end = await commitOf([...effect.parts.values()], [leave])
          if (end === 'taken') throw shared()
          if (end === 'raced') continue
          for (const one of effect.answered) tell(one)
          return undefined
        }
      })
    } catch (error) {
      if (!isPoison(error)) throw error
      return lot.failure(error)
    }
  }

  /** A commit whose answer was lost may be stored, and one of a process that was killed may have been on its way: what is there tells where to go on. */
  async function lookAgain(): Promise<void> {
    stored = await checkpoint()
    position = Math.max(position, stored)
    await lot.recount()
    inDoubt = false
  }

  let turn: Promise<unknown> = Promise.resolve()
  /** One at a time: what waits behind a message must not be overtaken by what comes after it. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(async () => {
      if (inDoubt) await lookAgain()
      try {
        return await work()
      } catch (error) {
        inDoubt ||= doubts.has((Object(error) as { readonly code: string }).code)
        throw error
      }
    })
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
        let mayRecall = true
        while (rest.length > 0) {
          const batch = rest.slice(0, together.messages)
          const links = batch.map((one) => ('misfit' in one ? undefined : one.traceparent))
          const work = { kind: 'feed', name: `hear ${feed}`, cause: {}, links } as const
          const done = await telemetry.observe(work, () => commit(batch, mayRecall))
          rest = rest.slice(done)
          mayRecall = done > 0
        }
      }),
    listParked: (limit) => lot.list(limit),
    retry: (at) => inTurn(() => lot.retry(at, again)),
    drop: (at) => inTurn(() => lot.drop(at, again)),
  }
}

const malformed = ({ misfit: because }: Misfit): Failure => ({
  ...{ code: 'WT_MESSAGE_MALFORMED', because },
})
