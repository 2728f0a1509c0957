import { createHash } from 'node:crypto'
import type { EventType } from '@watertight/domain'
import { table, type Write } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'

/** What each idempotency key was used for and answered: a row of the append's own transaction, so that no crash comes between the two. */
export const Requests = table(
  'service_requests',
  { key: 'text', fingerprint: 'text', stream: 'text', revision: 'integer', position: 'integer' },
  ['key'],
)

/** The same for the same command with the same bytes. */
export const fingerprintOf = (target: string, body: string): string =>
  createHash('sha256').update(target).update('\0').update(body).digest('base64url')

export const claim = (key: string, fingerprint: string, stream: string, events: number): Write => {
  const last = events - 1
  return Requests.claim({
    key,
    fingerprint,
    stream,
    revision: { stamp: 'revision', of: last },
    position: { stamp: 'position', of: last },
  })
}

export const earlier = (store: EventStore<EventType>, key: string) =>
  store.rows(Requests).get({ key })
