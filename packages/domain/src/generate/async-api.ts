import type { BoundedContext } from '../bounded-context.ts'
import { type JsonSchema, jsonSchemaOf, moved } from '../json-schema.ts'
import type { EventType } from '../message.ts'

export interface AsyncApiOptions {
  /** The context's name unless told. */
  readonly title?: string
  /** Of the API; `1` unless told. */
  readonly version?: string
  readonly servers?: {
    readonly [name: string]: { readonly host: string; readonly protocol: string }
  }
}

export interface AsyncApi {
  readonly asyncapi: '3.0.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers?: AsyncApiOptions['servers']
  readonly channels: { readonly [name: string]: object }
  readonly operations: { readonly [name: string]: object }
  readonly components: {
    readonly messages: { readonly [name: string]: object }
    readonly schemas: { readonly [name: string]: JsonSchema }
  }
}

/** What a context publishes and what it hears as an AsyncAPI 3.0 document: a feed of CloudEvents for each context that speaks. */
export function asyncApi(context: BoundedContext, options: AsyncApiOptions = {}): AsyncApi {
  const { title = context.name, version = '1', servers } = options
  const spoken = { name: 'feed', from: context.name, events: context.speaks?.events ?? [] }
  const heard = context.hears.map(({ from }) => ({
    name: `feed.${nameOf(from.context)}`,
    from: from.context,
    events: from.events,
  }))
  const feeds: readonly Feed[] = [...(spoken.events.length > 0 ? [spoken] : []), ...heard]
  const events = feeds.flatMap((feed) => feed.events.map((event) => ({ event, from: feed.from })))
  return {
    asyncapi: '3.0.0',
    info: { title, version, description: context.purpose },
    ...(servers && { servers }),
    channels: Object.fromEntries(feeds.map((feed) => [feed.name, channel(feed)])),
    operations: Object.fromEntries(
      feeds.map((feed) =>
        feed === spoken
          ? ['publish', operation(feed, 'send', 'Says what happened here.')]
          : [`hear.${nameOf(feed.from)}`, operation(feed, 'receive', `Hears ${feed.from}.`)],
      ),
    ),
    components: {
      messages: Object.fromEntries(
        events.map(({ event, from }) => [nameOf(event.type), message(event, from)]),
      ),
      schemas: Object.fromEntries(events.map(({ event }) => [nameOf(event.type), dataOf(event)])),
    },
  }
}

interface Feed {
  readonly name: string
  readonly from: string
  readonly events: readonly EventType[]
}

const nameOf = (type: string) => type.replace(/[^\w.-]/g, '_')
const schemaPlace = (type: string) => `/components/schemas/${nameOf(type)}`

const channel = ({ from, events }: Feed) => ({
  address: '/feed',
  description: `What ${from} publishes, in the order of its log.`,
  messages: Object.fromEntries(
    events.map(({ type }) => [nameOf(type), { $ref: `#/components/messages/${nameOf(type)}` }]),
  ),
})

const after = { type: 'integer', minimum: 0, description: 'Begin behind this place in the log.' }
const http = {
  method: 'GET',
  query: { type: 'object', properties: { after } },
  bindingVersion: '0.3.0',
}

const operation = ({ name, events }: Feed, action: 'send' | 'receive', summary: string) => ({
  action,
  summary,
  channel: { $ref: `#/channels/${name}` },
  messages: events.map(({ type }) => ({ $ref: `#/channels/${name}/messages/${nameOf(type)}` })),
  bindings: { http },
})

/** The schemas of AsyncAPI itself are those of draft 7. */
const dataOf = ({ type, schema }: EventType): JsonSchema =>
  moved(jsonSchemaOf(schema, 'output', { target: 'draft-07' }), schemaPlace(type))

const text = { type: 'string' }
const place = { type: 'integer', minimum: 0 }

const message = ({ type }: EventType, from: string) => ({
  name: type,
  title: type,
  contentType: 'application/cloudevents+json',
  payload: {
    type: 'object',
    properties: {
      specversion: { const: '1.0' },
      id: text,
      source: { const: from },
      type: { const: type },
      subject: { ...text, description: 'Which aggregate it is about.' },
      time: { ...text, format: 'date-time' },
      data: { $ref: `#${schemaPlace(type)}` },
      traceparent: text,
      correlationid: { ...text, description: 'Of the whole story it belongs to.' },
      position: { ...place, description: 'Its place in the log of who published it.' },
      previous: { ...place, description: 'The place of the one before it: a gap is noticed.' },
    },
    required: [
      ...['specversion', 'id', 'source', 'type', 'subject', 'time', 'data', 'position'],
      'previous',
    ],
  },
})
