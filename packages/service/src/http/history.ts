import type { BoundedContext, EventType } from '@watertight/domain'
import type { EventStore, Meta } from '@watertight/eventstore'
import { header, reply } from '@watertight/ports'
import { isDistinct, isIdentity, kebab, streamOf } from '../names.ts'
import { etagOf, isKnown } from './entity-tags.ts'
import { limitOf } from './limit.ts'
import { masked } from './masked.ts'
import { isPosition } from './positions.ts'
import { answerWith, notFound } from './problem.ts'
import type { Route } from './router.ts'

/** Answers `GET /{aggregate}/{id}/history?after=REVISION&limit=100` with a page of the stream, event by event; `next` is the `after` of the following page, or null. 304 where `if-none-match` names the stream's revision. What stands in the fields `hides` is not told. */
export function history(
  context: BoundedContext,
  store: EventStore<EventType>,
  hides: readonly string[] = [],
): Route {
  const owners = new Map(context.owns.map(({ name }) => [kebab(name), name]))
  return async ({ headers }, { aggregate = '', id = '' }, { after = '0', limit }) => {
    const owner = owners.get(aggregate)
    const missing = () => notFound(`${aggregate} ${id}`)
    if (owner === undefined || !isIdentity(id) || !isDistinct(context.owns, owner, id))
      return missing()
    const count = limitOf(limit)
    if (typeof count !== 'number' || !isPosition(after)) {
      const errors = typeof count === 'number' ? [unfitAfter] : [count]
      return answerWith('WT_QUERY_INVALID', 'A history cannot be asked this.', { errors })
    }
    const stream = streamOf(owner, id)
    const [last] = await store.read(stream, { backwards: true, limit: 1 }).toArray()
    if (last === undefined) return missing()
    const etag = etagOf(last.revision)
    const known = header(headers, 'if-none-match')
    if (known !== undefined && isKnown(known, etag))
      return { status: 304, headers: { etag }, body: '' }
    // as of what the etag says, whatever happens meanwhile
    const asOf = { revision: last.revision }
    const events = await store.read(stream, { after: Number(after), limit: count, asOf }).toArray()
    const end = events.at(-1)?.revision ?? last.revision
    const page = reply(200, {
      stream,
      events: events.map(({ id, type, revision, position, at, data, meta }) => ({
        ...{ id, type, revision, position, at, data: masked(data, hides) },
        meta: told(meta),
      })),
      next: end < last.revision ? end : null,
    })
    return { ...page, headers: { ...page.headers, etag } }
  }
}

const unfitAfter = { path: ['after'], message: 'expected a revision' }

/** Why it happened and who asked for it, of all that is kept beside an event. */
const told = ({ correlation, causation, trace, by }: Meta) => ({
  ...{ correlation, causation, trace },
  ...(by !== undefined && { by }),
})
