import type { EventType, Write } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { ServiceError } from '../../service-error.ts'
import type { Telemetry } from '../../telemetry/telemetry.ts'
import { type Arrived, readMessage } from '../cloud-event.ts'
import { Parked, type ParkedRow } from './tables.ts'

/** Why a message could not be handled, in words that may be told. */
export interface Failure {
  readonly code: string
  readonly because: string
}

/** A message that could not be handled (it has a `code`), or waits behind one of the same subject. */
export interface ParkedMessage extends Partial<Failure> {
  readonly position: number
  readonly subject: string
  readonly id: string
  readonly type: string
  readonly since: Date
  readonly failures: number
  /** Where to `POST` that it is to be tried again, or given up. */
  readonly retry?: string
  readonly drop?: string
}

export interface Retried {
  /** Messages that are handled now. */
  readonly handled: number
  /** Messages of the subject that are still parked. */
  readonly left: number
  /** Why the first of them still cannot be handled. */
  readonly failure?: Failure
}

/** Handles one message and removes its row in the same transaction, or says why it cannot. */
type Again = (message: Arrived, leave: Write) => Promise<Failure | undefined>

/** Messages that one feed could not have handled: kept in the order of each subject, until a person has them tried again or gives them up. */
export async function parking(
  feed: string,
  store: EventStore<EventType>,
  { redaction, metrics, ports }: Pick<Telemetry, 'redaction' | 'metrics' | 'ports'>,
) {
  const { clock, log } = ports
  const rows = store.rows(Parked)
  /** How many are parked for each subject. */
  const held = new Map<string, number>()
  const hold = (subject: string, by: number) => {
    const now = (held.get(subject) ?? 0) + by
    if (now > 0) held.set(subject, now)
    else held.delete(subject)
  }
  async function recount(): Promise<void> {
    const parked = await rows.find({ where: { feed } })
    held.clear()
    for (const { subject } of parked) hold(subject, 1)
  }
  await recount()

  const firstOf = async (position: number) => {
    const asked = await rows.get({ feed, position })
    if (asked === undefined) return undefined
    const { subject } = asked
    return (await oldest(subject)) as ParkedRow
  }
  const oldest = async (subject: string): Promise<ParkedRow | undefined> =>
    (await rows.find({ where: { feed, subject }, orderBy: ['position'], limit: 1 }))[0]

  const remove = ({ position, failures }: ParkedRow): Write => ({
    ...Parked.remove({ feed, position }),
    if: { failures },
  })

  /** Handles those of a subject, oldest first, until one fails or none is left. */
  async function goOn(subject: string, again: Again): Promise<Retried> {
    for (let handled = 0; ; handled++) {
      const row = await oldest(subject)
      if (row === undefined) return { handled, left: 0 }
      const failure = await again(messageOf(row), remove(row))
      if (failure === undefined) {
        hold(subject, -1)
        metrics.heard(feed, 'handled', 1)
        continue
      }
      const { position, failures } = row
      await store.write([
        Parked.patch({ feed, position }, { ...failure, failures: failures + 1 }, { failures }),
      ])
      return { handled, left: held.get(subject) ?? 0, failure }
    }
  }

  function messageOf({ message, position }: ParkedRow): Arrived {
    const read = readMessage(message, feed)
    if ('arrived' in read) return read.arrived
    throw new ServiceError('WT_MESSAGE_LOST', `what is parked at ${position} is no message`)
  }

  return {
    holds: (subject: string) => held.has(subject),
    /** Counts again what is parked, as it is stored. */
    recount,
    get count() {
      let all = 0
      for (const count of held.values()) all += count
      return all
    },

    failure(error: unknown): Failure {
      const { name, code = 'WT_MESSAGE_FAILED', message: because = name } = redaction.error(error)
      return { code, because }
    },

    /** The rows of messages that are parked with this commit. */
    writes: (parked: readonly (readonly [Arrived, Failure | undefined])[]): readonly Write[] =>
      parked.map(([message, failure]) => {
        const { position, subject, id, type } = message
        return Parked.put({
          ...{ feed, position, subject, id, type },
          message: 'misfit' in message ? message.text : JSON.stringify(message),
          since: Math.floor(clock.wallTime()),
          failures: failure === undefined ? 0 : 1,
          code: failure?.code ?? null,
          because: failure?.because ?? null,
        })
      }),

    /** That commit is stored. */
    stored(parked: readonly (readonly [Arrived, Failure | undefined])[]): void {
      for (const [{ subject, position, type }, failure] of parked) {
        hold(subject, 1)
        if (failure === undefined) continue
        const { code, because } = failure
        log('warn', `a message of ${feed} is parked`, { position, type, subject, code, because })
      }
    },

    async list(limit: number): Promise<readonly ParkedMessage[]> {
      const found = await rows.find({ where: { feed }, orderBy: ['position'], limit })
      return found.map(({ position, subject, id, type, since, failures, code, because }) => {
        const at = `/feeds/${encodeURIComponent(feed)}/parked/${position}`
        return {
          ...{ position, subject, id, type, since: new Date(since), failures },
          ...(code !== null && {
            code,
            because: because ?? '',
            retry: `${at}/retry`,
            drop: `${at}/drop`,
          }),
        }
      })
    },

    async retry(position: number, again: Again): Promise<Retried | undefined> {
      const first = await firstOf(position)
      return first && goOn(first.subject, again)
    },

    async drop(position: number, again: Again): Promise<Retried | undefined> {
      const first = await firstOf(position)
      if (first?.position !== position) return undefined
      if ((await store.write([remove(first)])).is === 'taken') return undefined
      const { subject, type, id } = first
      hold(subject, -1)
      log('warn', `a parked message of ${feed} is given up`, { position, type, subject, id })
      return goOn(subject, again)
    },
  }
}
