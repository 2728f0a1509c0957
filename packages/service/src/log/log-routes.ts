import type { BoundedContext, EventType, Issue, Projection } from '@watertight/domain'
import type { Engine, EventStore, StoredEvent } from '@watertight/eventstore'
import { type Ports, type Reply, reply } from '@watertight/ports'
import type { Caller } from '../auth/caller.ts'
import { jsonBody } from '../http/json-body.ts'
import { limitOf } from '../http/limit.ts'
import { isPosition } from '../http/positions.ts'
import { answerWith, isReply, notFound } from '../http/problem.ts'
import type { Query, Routes } from '../http/router.ts'
import { disclosures } from './disclosures.ts'
import { streamFinder } from './find-streams.ts'
import { folding, reasonOf } from './folding.ts'
import { mostScanned, storyIn } from './stories.ts'
import { streamSteps } from './stream-steps.ts'
import { viewing } from './view.ts'

export interface LogOf {
  readonly context: BoundedContext
  readonly store: EventStore<EventType>
  /** Read alone. */
  readonly engine: Pick<Engine, 'readStream' | 'readLog' | 'streams' | 'positionAt' | 'head'>
  readonly readModels: readonly Projection[]
  readonly ports: Ports
  /** Fields that are hidden beside those that are marked as personal. */
  readonly hides?: readonly string[] | undefined
}

/** Places of a stream that tell how its revisions lie in time. */
const outlinePoints = 256
const longestText = 500
const noStore = { 'cache-control': 'no-store' }

/** What operators may see of the log: its streams, what each event changed of their states, events as they are stored and as they are read, and the stories that events belong to. Personal data is hidden unless it was asked for with a reason. */
export function logRoutes({
  context,
  store,
  engine,
  readModels,
  ports,
  hides = [],
}: LogOf): Routes {
  const { clock } = ports
  const folds = folding(context, hides)
  const { words } = folds
  const versions = new Map(folds.events.map(({ type, version }) => [type, version]))
  const telling = new Set(
    folds.events.filter(({ personal }) => personal.length > 0).map(({ type }) => type),
  )
  const find = streamFinder(context, store, engine, readModels)
  const stepsOf = streamSteps(engine, folds, clock)
  const disclosed = disclosures(store, ports)
  const view = viewing()

  const eventAt = async (stream: string, revision: number): Promise<StoredEvent | undefined> =>
    (await engine.readStream(stream, { after: revision - 1, limit: 1 }))[0]

  const lastOf = async (stream: string): Promise<StoredEvent | undefined> =>
    (await engine.readStream(stream, { backwards: true, limit: 1 }))[0]

  /** The last revision at or before a position of the log: halved, not read. */
  async function revisionAt(stream: string, last: number, position: number): Promise<number> {
    let low = 0
    for (let high = last; low < high; ) {
      const middle = (low + high + 1) >> 1
      const event = await eventAt(stream, middle)
      if (event !== undefined && event.position <= position) low = middle
      else high = middle - 1
    }
    return low
  }

  async function outlineOf(stream: string, last: number) {
    const count = Math.min(outlinePoints, last)
    const places = Array.from({ length: count }, (_, i) =>
      count === 1 ? last : Math.round(1 + (i * (last - 1)) / (count - 1)),
    )
    const events = await Promise.all(places.map((revision) => eventAt(stream, revision)))
    return events.flatMap((event) => (event ? [[event.revision, event.position, event.at]] : []))
  }

  /** The place in the log that a query names by `position` or `time`; undefined where it names none. */
  async function placeAsked({ position, time }: Query): Promise<number | undefined | Issue> {
    if (position !== undefined)
      return isPosition(position) ? Number(position) : unfit('position', 'expected a position')
    if (time === undefined) return undefined
    const at = Date.parse(time)
    if (Number.isNaN(at)) return unfit('time', 'expected a time such as 2026-03-01T12:00:00Z')
    return engine.positionAt(at)
  }

  /** Whether personal data may be shown, or the answer that there is no such disclosure. */
  async function isShown(
    stream: string,
    { disclosure }: Query,
    caller: Caller | undefined,
  ): Promise<boolean | Reply> {
    if (disclosure === undefined) return false
    return (
      (await disclosed.isValid(disclosure, stream, caller?.subject)) ||
      notFound(`A disclosure ${disclosure.slice(0, 64)} of ${stream} that has not run out`)
    )
  }

  function dataOf(event: StoredEvent, isDisclosed: boolean) {
    const { type, version, data } = event
    const told = (value: unknown) => view(value, isDisclosed ? value : folds.blinded(value))
    // which fields of an older shape were personal, nothing tells any more
    const isTold = hides.length === 0 && versions.has(type) && !telling.has(type)
    const isMarked = version === versions.get(type) || isTold
    const raw = isDisclosed || isMarked ? told(JSON.parse(data)) : null
    try {
      return { raw, data: told(words.message(event, `position ${event.position}`).data) }
    } catch (error) {
      return { raw, data: null, failure: reasonOf(error) }
    }
  }

  return {
    'GET /log/streams': async (_, __, { find: text = '', limit }) => {
      const count = limitOf(limit)
      if (typeof count !== 'number') return invalid(count)
      if (typeof text !== 'string' || text.length > longestText)
        return invalid(unfit('find', `expected ${longestText} characters at most, once`))
      return reply(200, { streams: await find(text, count) })
    },

    'GET /log/streams/:stream': async (_, { stream = '' }, query) => {
      const last = isName(stream) ? await lastOf(stream) : undefined
      if (last === undefined) return notFound(`A stream ${shortened(stream)}`)
      const place = await placeAsked(query)
      if (typeof place === 'object') return invalid(place)
      const revision =
        place === undefined ? last.revision : await revisionAt(stream, last.revision, place)
      return reply(200, {
        ...{ stream, revision: last.revision, head: await engine.head() },
        hasState: folds.ownerOf(stream) !== undefined,
        outline: await outlineOf(stream, last.revision),
        asOf: revision,
      })
    },

    'GET /log/streams/:stream/steps': async ({ signal }, { stream = '' }, query, caller) => {
      const { after = '0' } = query
      const limit = limitOf(query.limit)
      if (typeof limit !== 'number') return invalid(limit)
      if (!isPosition(after)) return invalid(unfit('after', 'expected a revision'))
      if (!isName(stream) || (await lastOf(stream)) === undefined)
        return notFound(`A stream ${shortened(stream)}`)
      const isDisclosed = await isShown(stream, query, caller)
      if (typeof isDisclosed !== 'boolean') return isDisclosed
      return unstored(await stepsOf(stream, { after: Number(after), limit, isDisclosed, signal }))
    },

    'GET /log/streams/:stream/events/:revision': async (_, params, query, caller) => {
      const { stream = '', revision = '' } = params
      const known = isName(stream) && /^[1-9]\d{0,14}$/.test(revision)
      const event = known ? await eventAt(stream, Number(revision)) : undefined
      if (event === undefined)
        return notFound(`An event ${shortened(revision)} of ${shortened(stream)}`)
      const isDisclosed = await isShown(stream, query, caller)
      if (typeof isDisclosed !== 'boolean') return isDisclosed
      const { id, type, version, position, at, tags, data, meta } = event
      const {
        correlation = null,
        causation = null,
        trace = null,
        by = null,
      } = JSON.parse(meta ?? '{}')
      return unstored({
        ...{ id, stream, revision: event.revision, position, at, type, bytes: data.length },
        ...{
          version,
          current: versions.get(type) ?? null,
          tags: tags.map((tag) => (isDisclosed ? tag : folds.blindTag(tag))),
        },
        meta: { correlation, causation, trace, by },
        ...dataOf(event, isDisclosed),
      })
    },

    'GET /log/stories/:correlation': async ({ signal }, { correlation = '' }, query) => {
      const { after } = query
      if (after !== undefined && !isPosition(after))
        return invalid(unfit('after', 'expected a position'))
      const place = await placeAsked(query)
      if (typeof place === 'object') return invalid(place)
      // around the moment: what led to it, and what came of it
      const start =
        after === undefined ? Math.max(0, (place ?? 0) - mostScanned / 2) : Number(after)
      return reply(200, await storyIn(engine, clock, correlation, start, signal))
    },

    'GET /log/disclosures': async () => reply(200, { disclosures: await disclosed.list() }),

    'POST /log/disclosures': async (request, _, __, caller) => {
      const body = jsonBody(request)
      if (isReply(body)) return body
      const { stream, reason } = (body.json ?? {}) as {
        readonly stream?: unknown
        readonly reason?: unknown
      }
      const errors = [
        ...(typeof stream === 'string' && isName(stream)
          ? []
          : [unfit('stream', 'expected the name of a stream')]),
        ...(typeof reason === 'string' && reason.trim().length >= 10 && reason.length <= longestText
          ? []
          : [unfit('reason', `expected why, in 10 to ${longestText} characters`)]),
      ]
      if (errors.length > 0)
        return answerWith('WT_INPUT_INVALID', 'This is no reason to see personal data.', { errors })
      if ((await lastOf(stream as string)) === undefined)
        return notFound(`A stream ${shortened(stream as string)}`)
      const { id, until } = await disclosed.record(
        stream as string,
        reason as string,
        caller?.subject,
      )
      return reply(201, { disclosure: id, until })
    },
  }
}

const isName = (stream: string): boolean =>
  stream.length > 0 && stream.length <= 500 && stream.isWellFormed() && !stream.includes('\0')
const shortened = (text: string): string => text.slice(0, 100)

const unfit = (name: string, message: string): Issue => ({ path: [name], message })
const invalid = (issue: Issue) =>
  answerWith('WT_QUERY_INVALID', 'The log cannot be asked this.', { errors: [issue] })

/** Nothing of a log stays in caches on the way. */
const unstored = (body: object): Reply => {
  const answer = reply(200, body)
  return { ...answer, headers: { ...answer.headers, ...noStore } }
}
