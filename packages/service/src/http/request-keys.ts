import { createHash } from 'node:crypto'
import type { EventType } from '@watertight/domain'
import { table, type Write } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Ports } from '@watertight/ports'

const columns = {
  key: 'text',
  fingerprint: 'text',
  stream: 'text',
  revision: 'integer',
  position: 'integer',
  at: 'integer',
} as const

/** What each idempotency key was used for and answered, and when: a row of the append's own transaction, so that no crash comes between the two. */
export const RequestKeys = {
  ...table('service_request_keys', columns, ['key']),
  indexes: [['at']] as const,
}

/** How long a key is remembered, and how its rows go. */
export const keyDefaults = Object.freeze({
  keepMs: 7 * 24 * 60 * 60 * 1_000,
  /** Rows that one commit forgets. */
  batch: 100,
  /** Between two batches while there is more, so that appends come in between. */
  betweenMs: 50,
  /** Until it looks again. */
  everyMs: 60_000,
})

/** The same for the same command with the same bytes. */
export const fingerprintOf = (target: string, body: string): string =>
  createHash('sha256').update(target).update('\0').update(body).digest('base64url')

/** What a key is spent on. */
export interface Spent {
  readonly key: string
  readonly fingerprint: string
  readonly stream: string
}

/** Spends a key in an append of so many events. */
export const claim = (spent: Spent, events: number): Write => {
  const of = events - 1
  return RequestKeys.claim({
    ...spent,
    revision: { stamp: 'revision', of },
    position: { stamp: 'position', of },
    at: { stamp: 'at', of },
  })
}

/** Spends a key where nothing was left to do, and so nothing was appended; says whether another was faster. */
export async function claimAlone(
  store: EventStore<EventType>,
  spent: Spent,
  { revision, position, at }: { revision: number; position: number; at: number },
): Promise<boolean> {
  const answer = await store.write([RequestKeys.claim({ ...spent, revision, position, at })])
  return answer.is === 'taken'
}

export const earlier = (store: EventStore<EventType>, key: string) =>
  store.rows(RequestKeys).get({ key })

/** Forgets keys older than `keepMs`, oldest first, in batches. Runs until the signal fires; a failure is logged and tried again. */
export async function forgetKeys(
  store: EventStore<EventType>,
  { clock, log }: Pick<Ports, 'clock' | 'log'>,
  keepMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { batch, betweenMs, everyMs } = keyDefaults
  while (!signal.aborted) {
    let pause: number = everyMs
    try {
      const rows = await store.rows(RequestKeys).find({ orderBy: ['at'], limit: batch })
      const old = rows.filter(({ at }) => at <= clock.wallTime() - keepMs)
      if (old.length > 0) await store.write(old.map(({ key }) => RequestKeys.remove({ key })))
      if (old.length === batch) pause = betweenMs
    } catch (error) {
      log('warn', 'old idempotency keys could not be forgotten', { error })
    }
    await clock.sleep(pause, signal).catch(() => {})
  }
}
