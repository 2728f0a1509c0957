import type { EventType } from '@watertight/domain'
import type { EventStore, Meta } from '@watertight/eventstore'
import { header, reply } from '@watertight/ports'
import { isIdentity } from '../names.ts'
import { etagOf, isKnown } from './entity-tags.ts'
import { notFound } from './problem.ts'
import type { Route } from './router.ts'

/** Answers `GET /{aggregate}/{id}/history` with the stream, event by event; 304 where `if-none-match` names its revision. */
export const history =
  (store: EventStore<EventType>): Route =>
  async ({ headers }, { aggregate, id }) => {
    const stream = `${aggregate}-${id}`
    const missing = () => notFound(`${aggregate} ${id}`)
    if (!isIdentity(id as string)) return missing()
    const known = header(headers, 'if-none-match')
    if (known !== undefined) {
      const [last] = await store.read(stream, { backwards: true, limit: 1 }).toArray()
      const etag = etagOf(last?.revision ?? 0)
      if (last !== undefined && isKnown(known, etag))
        return { status: 304, headers: { etag }, body: '' }
    }
    const events = await store.read(stream).toArray()
    if (events.length === 0) return missing()
    const {
      status,
      headers: json,
      body,
    } = reply(200, {
      stream,
      events: events.map(({ type, revision, position, at, data, meta }) => ({
        type,
        revision,
        position,
        at,
        data,
        meta: told(meta),
      })),
    })
    return { status, headers: { ...json, etag: etagOf(events.length) }, body }
  }

/** Why it happened and who asked for it, of all that is kept beside an event. */
const told = ({ correlation, causation, trace, by }: Meta) => ({
  ...{ correlation, causation, trace },
  ...(by !== undefined && { by }),
})
