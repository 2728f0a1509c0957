import type { EventType, Message, Query, QueryPart } from '@watertight/domain'
import { byteLength } from '@watertight/ports'
import type { NewEvent, StoredEvent, StoredQuery } from './engine.ts'
import { EventStoreError } from './errors.ts'
import type { Envelope, Meta } from './read/recorded.ts'

const maxEventBytes = 1_000_000

/** Texts that are longer together are parsed one by one. */
const mostTogether = 1_000_000

const noMeta: Meta = Object.freeze({})

type Recorded = Message<string, any> & Envelope

/** Between typed words and stored text: encode, decode, upcast. */
export function codec(events: readonly EventType[]) {
  const words = new Map(events.map((event) => [event.type, event]))
  const versions = new Map(events.map(({ type, version }) => [type, version]))
  const word = (type: string, where: string) => {
    const found = words.get(type)
    if (found) return found
    const what = `'${type}' (${where}) is not among this store's events`
    throw new EventStoreError('WT_EVENT_UNKNOWN', what, { type })
  }

  function encode(message: Message<string, any>, id: string, meta: string | null): NewEvent {
    // callers without types may give none
    const { type, version, tags } = word(message?.type, 'to append')
    const data = textOf(`the data of ${type}`, message.data, { type })
    return { id, type, version, data, meta, tags: tagsOf(type, tags, message.data) }
  }

  const encodeMeta = (meta: Meta | undefined): string | null =>
    meta === undefined ? null : textOf('the meta of an append', meta, {})

  /** The message in today's shape. */
  function message(
    { type, version, data: stored }: Pick<StoredEvent, 'type' | 'version' | 'data'>,
    where: string,
  ): Message<string, any> {
    const { version: current, upcast } = word(type, where)
    if (version > current) {
      const what = `${type} version ${version} (${where}), this reader knows ${current}`
      throw new EventStoreError('WT_EVENT_NEWER', what, { type, version, current })
    }
    let data: unknown = JSON.parse(stored)
    for (let v = version; v < current; v++) {
      const step = upcast[v]
      if (step === undefined) {
        const what = `${type} has no upcaster from version ${v} (${where})`
        throw new EventStoreError('WT_EVENT_NOT_UPCAST', what, { type, version: v })
      }
      data = step(data)
    }
    return { type, data }
  }

  const read = new WeakMap<NewEvent, Message<string, any>>()
  /** An event that is being stored, as whoever reads it will find it: parsed once, however many ask. */
  function stored(event: NewEvent, stream: string): Message<string, any> {
    const known = read.get(event)
    if (known) return known
    const found = message(event, stream)
    read.set(event, found)
    return found
  }

  const metaOf = parsedOnce()
  const isCurrent = ({ type, version }: StoredEvent) => versions.get(type) === version
  const recorded = (e: StoredEvent, data: any): Recorded => {
    const { type, stream, revision, position, id, at } = e
    return { type, data, stream, revision, position, id, at: new Date(at), meta: metaOf(e.meta) }
  }
  const decode = (e: StoredEvent): Recorded =>
    recorded(e, isCurrent(e) ? JSON.parse(e.data) : message(e, `position ${e.position}`).data)

  function decodeAll(events: readonly StoredEvent[]): Recorded[] {
    const data = events.every(isCurrent) ? parsedTogether(events) : undefined
    return data ? events.map((e, i) => recorded(e, data[i])) : events.map(decode)
  }

  /** Without a query, everything; an empty list would match nothing, which is never meant. */
  const query = (where: Query<any> | undefined): StoredQuery => {
    if (where === undefined) return []
    const parts: readonly QueryPart<EventType>[] = Array.isArray(where) ? where : [where]
    if (parts.length === 0)
      throw new EventStoreError('WT_OPTION_INVALID', 'the query is a list without parts')
    return parts.map(({ types = [], tags = {} }) => ({
      types: types.map(({ type }) => word(type, 'in a query').type),
      tags: Object.entries(tags).map(([field, value]) => tag(field, value)),
    }))
  }
  return { encode, encodeMeta, decode, decodeAll, message, stored, query }
}
export type Codec = ReturnType<typeof codec>

/** The data of events as one list, which takes half of parsing them one by one, for what is alike is made alike. Undefined where that cannot be: one by one they tell which of them is no JSON. */
function parsedTogether(events: readonly StoredEvent[]): readonly unknown[] | undefined {
  const length = events.reduce((sum, { data }) => sum + data.length, 0)
  if (events.length === 1 || length > mostTogether) return undefined
  try {
    const list = JSON.parse(`[${events.map(({ data }) => data).join()}]`)
    return list.length === events.length ? list : undefined
  } catch {
    return undefined
  }
}

/** Events stored together have one meta, so they are given one, which nobody can change. */
function parsedOnce(): (text: string | null) => Meta {
  let last: string | null = null
  let meta = noMeta
  return (text) => {
    if (text === null) return noMeta
    if (text !== last) {
      meta = frozen(JSON.parse(text))
      last = text
    }
    return meta
  }
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const name in value) frozen(value[name])
  return Object.freeze(value)
}

/** `what` is stored, in the words of an error. */
function textOf(what: string, value: unknown, facts: { readonly type?: string }): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch (cause) {
    throw new EventStoreError('WT_EVENT_NOT_JSON', `${what} cannot be stored`, facts, cause)
  }
  if (text === undefined)
    throw new EventStoreError('WT_EVENT_NOT_JSON', `${what} is ${typeof value}`, facts)
  // a character has one byte at least: most events need no second look
  const bytes = text.length * 3 > maxEventBytes ? byteLength(text) : 0
  if (bytes > maxEventBytes) {
    const found = `${what} has ${bytes} bytes, ${maxEventBytes} at most`
    throw new EventStoreError('WT_EVENT_TOO_LARGE', found, { ...facts, bytes })
  }
  return text
}

// the same text in every engine, whatever a lone surrogate or NUL would become there
const tag = (field: string, value: unknown) =>
  `${field}:${String(value).toWellFormed().replaceAll('\0', '\ufffd')}`

function tagsOf(type: string, fields: readonly string[], data: any): readonly string[] {
  const tags: string[] = []
  for (const field of fields) {
    const value: unknown = data?.[field]
    if (value === null || value === undefined) continue
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      const what = `${type}.${field} is a tag and holds ${typeof value}`
      throw new EventStoreError('WT_TAG_INVALID', what, { type, field })
    }
    tags.push(tag(field, value))
  }
  return tags
}
