import type { BoundedContext, Cell, Columns, EventType, Projection, Row } from '@watertight/domain'
import type { Engine, EventStore, StoredEvent } from '@watertight/eventstore'
import { isIdentity, streamOf } from '../names.ts'

/** Why a stream was found. */
export type FoundBy = 'latest' | 'name' | 'position' | 'type' | 'tag' | 'row'
export interface FoundStream {
  readonly stream: string
  /** Of the stream's end. */
  readonly revision: number
  /** Of the event that was looked for. */
  readonly event?: number
  readonly at: number
  readonly by: FoundBy
  /** The type, the tag or the read model. */
  readonly of?: string
}
type Hit = Pick<FoundStream, 'stream' | 'event' | 'by' | 'of'>

/** Events looked at for one word, the newest: a stream is found once, however many it has. */
const mostEvents = 500
const rowsOfEach = 20

/** Looks for streams by whatever somebody has: the number of an order, the name of a stream or its beginning, a position of the log, a type of event, the value of a tag, a text in a read model. */
export function streamFinder(
  context: BoundedContext,
  store: EventStore<EventType>,
  engine: Pick<Engine, 'readLog' | 'readStream' | 'streams'>,
  readModels: readonly Projection[],
) {
  const events = [...new Set(context.owns.flatMap((owner) => owner.events as EventType[]))]
  const tagged = [...new Set(events.flatMap(({ tags }) => tags as readonly string[]))]

  const lastOf = async (stream: string): Promise<StoredEvent | undefined> =>
    (await engine.readStream(stream, { backwards: true, limit: 1 }))[0]

  async function latest(): Promise<readonly Hit[]> {
    const page = await engine.readLog([], { backwards: true, limit: mostEvents })
    return page.events.map(({ stream }) => ({ stream, by: 'latest' }))
  }

  async function atPosition(text: string): Promise<readonly Hit[]> {
    const position = /^\d{1,15}$/.test(text) ? Number(text) : 0
    if (position === 0) return []
    const { events } = await engine.readLog([], { after: position - 1, upTo: position, limit: 1 })
    return events.map(({ stream, revision }) => ({ stream, event: revision, by: 'position' }))
  }

  async function named(text: string, most: number): Promise<readonly Hit[]> {
    const names = [text, ...context.owns.map(({ name }) => streamOf(name, text))]
    const hits = await Promise.all(
      names.map(async (name) => [
        ...((await lastOf(name)) === undefined ? [] : [name]),
        ...(await engine.streams({ after: name, limit: most }))
          .map(({ stream }) => stream)
          .filter((stream) => stream.startsWith(name)),
      ]),
    )
    return hits.flat().map((stream) => ({ stream, by: 'name' }))
  }

  async function ofType(text: string): Promise<readonly Hit[]> {
    const word = text.toLowerCase()
    const types = events.map(({ type }) => type).filter((type) => type.toLowerCase().includes(word))
    if (types.length === 0 || word.length < 3) return []
    const query = [{ types, tags: [] }]
    const page = await engine.readLog(query, { backwards: true, limit: mostEvents })
    return page.events.map(({ stream, type, revision }) => ({
      ...{ stream, event: revision, by: 'type', of: type },
    }))
  }

  async function withTag(text: string): Promise<readonly Hit[]> {
    const known = tagged.map((field) => `${field}:${text}`)
    const given = tagged.some((field) => text.startsWith(`${field}:`)) ? [text] : []
    const query = [...given, ...known].map((tag) => ({ types: [], tags: [tag] }))
    if (query.length === 0) return []
    const page = await engine.readLog(query, { backwards: true, limit: mostEvents })
    return page.events.map(({ stream, tags }) => {
      const of = tags.find((tag) => tag === text || tag.endsWith(`:${text}`)) ?? text
      return { stream, by: 'tag', of }
    })
  }

  /** A row that holds the text leads to the streams that its texts are the ids of. */
  async function inRows(text: string): Promise<readonly Hit[]> {
    const hits: Hit[] = []
    for (const model of readModels)
      for (const [column, type] of Object.entries(model.columns as Columns)) {
        if (!type.startsWith('text')) continue
        const rows: readonly Row[] = await store
          .rows(model)
          .find({ where: { [column]: text }, limit: rowsOfEach })
        for (const row of rows)
          for (const stream of await streamsNamedBy(Object.values(row)))
            hits.push({ stream, by: 'row', of: `${model.name}.${column}` })
      }
    return hits
  }

  async function streamsNamedBy(cells: readonly Cell[]): Promise<readonly string[]> {
    const ids = [...new Set(cells.map(String))].filter(isIdentity)
    const names = ids.flatMap((id) => context.owns.map(({ name }) => streamOf(name, id)))
    const known = await Promise.all(names.map(lastOf))
    return names.filter((_, i) => known[i] !== undefined)
  }

  return async (given: string, most: number): Promise<readonly FoundStream[]> => {
    const text = given.trim().replaceAll('\0', '').toWellFormed()
    const hits =
      text === ''
        ? await latest()
        : [
            ...(await atPosition(text)),
            ...(await named(text, most)),
            ...(await ofType(text)),
            ...(await withTag(text)),
            ...(await inRows(text)),
          ]
    const first = new Map<string, Hit>()
    for (const hit of hits) if (!first.has(hit.stream)) first.set(hit.stream, hit)
    const found = [...first.values()].slice(0, most)
    const ends = await Promise.all(found.map(({ stream }) => lastOf(stream)))
    return found.map((hit, i) => ({
      ...{ ...hit, revision: ends[i]?.revision ?? 0, at: ends[i]?.at ?? 0 },
    }))
  }
}
