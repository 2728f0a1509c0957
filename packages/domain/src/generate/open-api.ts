import type { BoundedContext } from '../bounded-context.ts'
import { type JsonSchema, jsonSchemaOf, moved } from '../json-schema.ts'
import { kebab } from '../kebab.ts'
import type { CommandType, EventType } from '../message.ts'
import { commandAddresses } from './command-addresses.ts'

/** A kind of answer that is not the one hoped for (RFC 9457). */
export interface ProblemType {
  readonly status: number
  readonly code: string
  readonly title: string
}

export interface OpenApiOptions {
  /** The context's name unless told. */
  readonly title?: string
  /** Of the API; `1` unless told. */
  readonly version?: string
  readonly servers?: readonly { readonly url: string; readonly description?: string }[]
  /** What the host may answer beside success. */
  readonly problems?: readonly ProblemType[]
  /** Further paths, as they stand in the document. */
  readonly more?: { readonly [path: string]: object }
}

export interface OpenApi {
  readonly openapi: '3.1.1'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers?: OpenApiOptions['servers']
  readonly paths: { readonly [path: string]: object }
  readonly components: { readonly schemas: { readonly [name: string]: JsonSchema } }
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const componentName = (kind: 'command' | 'event', type: string) =>
  `${kind}.${type.replace(/[^\w.-]/g, '_')}`
const json = (schema: JsonSchema) => ({ 'application/json': { schema } })

const position = { type: 'integer', minimum: 0, description: 'A place in the log.' }
const revision = { type: 'integer', minimum: 0, description: 'A place in the stream.' }
const identity = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$' }

const accepted = {
  type: 'object',
  properties: { stream: { type: 'string' }, revision, position },
  required: ['stream', 'revision', 'position'],
}

const problem = {
  type: 'object',
  description: 'RFC 9457: what happened, the facts, what to do next. A program tests the code.',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, message: { type: 'string' } },
        required: ['path', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'code', 'detail'],
}

/** The HTTP interface of a hosted context as an OpenAPI 3.1 document: every command it accepts, the history of what it owns, its feed and its health. */
export function openApi(context: BoundedContext, options: OpenApiOptions = {}): OpenApi {
  const { title = context.name, version = '1', servers, problems = [], more = {} } = options
  const failures = failuresOf(problems)
  const addresses = commandAddresses(context)
  const events = [...new Set(context.owns.flatMap((owner) => owner.events as EventType[]))]
  const schemas: [string, JsonSchema][] = [
    ...addresses.map(({ command }) => component('command', command)),
    ...events.map((event) => component('event', event)),
    ['Accepted', accepted],
    ['Problem', problem],
  ]
  return {
    openapi: '3.1.1',
    info: { title, version, description: context.purpose },
    ...(servers && { servers }),
    paths: {
      ...Object.fromEntries(
        addresses.map(({ owner, command, path }) => [
          path,
          { post: send(owner, command, failuresOf(problems, refusalsOf(owner))) },
        ]),
      ),
      ...Object.fromEntries(
        context.owns.map((owner) => [
          `/${kebab(owner.name)}/{id}/history`,
          { get: history(owner, failures) },
        ]),
      ),
      '/feed': { get: feed(context, failures) },
      ...health,
      ...more,
    },
    components: { schemas: Object.fromEntries(schemas) },
  }
}

function component(kind: 'command' | 'event', type: CommandType | EventType): [string, JsonSchema] {
  const name = componentName(kind, type.type)
  const schema = jsonSchemaOf(type.schema, kind === 'command' ? 'input' : 'output')
  return [name, { title: type.type, ...moved(schema, `/components/schemas/${name}`) }]
}

const id = { name: 'id', in: 'path', required: true, schema: identity }

const commandHeaders = [
  {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'The same key and the same command are answered as the first time.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  },
  {
    name: 'If-Match',
    in: 'header',
    description: 'Entity tags of the revisions at which the command may be carried out, or *.',
    schema: { type: 'string' },
  },
]

const acceptedHeaders = {
  ETag: { description: 'The new revision, quoted.', schema: { type: 'string' } },
  'Idempotency-Replayed': {
    description: 'The key was answered before, and this is the first answer.',
    schema: { type: 'string', const: 'true' },
  },
}

const send = (owner: { readonly name: string }, command: CommandType, failures: object) => ({
  operationId: `${owner.name}.${command.type}`,
  tags: [owner.name],
  parameters: [id, ...commandHeaders],
  requestBody: { required: true, content: json(ref(componentName('command', command.type))) },
  responses: {
    201: { description: 'It was done.', headers: acceptedHeaders, content: json(ref('Accepted')) },
    ...failures,
  },
})

const history = (
  owner: { readonly name: string; readonly events: readonly EventType[] },
  failures: object,
) => ({
  operationId: `${owner.name}.history`,
  tags: [owner.name],
  parameters: [
    id,
    { name: 'after', in: 'query', schema: { ...revision, default: 0 } },
    {
      name: 'limit',
      in: 'query',
      schema: { type: 'integer', minimum: 1, maximum: 1_000, default: 50 },
    },
    { name: 'If-None-Match', in: 'header', schema: { type: 'string' } },
  ],
  responses: {
    200: {
      description: 'A page of the stream, event by event.',
      headers: {
        ETag: { description: "The stream's revision, quoted.", schema: { type: 'string' } },
      },
      content: json({
        type: 'object',
        properties: {
          stream: { type: 'string' },
          events: { type: 'array', items: { oneOf: owner.events.map(recorded) } },
          next: { type: ['integer', 'null'], description: '`after` of the following page.' },
        },
        required: ['stream', 'events', 'next'],
      }),
    },
    304: { description: 'The reader has it already.' },
    ...failures,
  },
})

const recorded = ({ type }: EventType): JsonSchema => ({
  type: 'object',
  properties: {
    id: { type: 'string', description: 'What `causation` of its effects names.' },
    type: { const: type },
    revision,
    position,
    at: { type: 'string', format: 'date-time' },
    data: ref(componentName('event', type)),
    meta: { type: 'object', description: 'Why it happened, and who asked for it.' },
  },
  required: ['id', 'type', 'revision', 'position', 'at', 'data'],
})

const feed = (context: BoundedContext, failures: object) => ({
  operationId: 'feed',
  tags: ['feed'],
  description: `CloudEvents 1.0, one a line, an empty line as heartbeat. ${
    context.publishes.length === 0
      ? 'It publishes nothing.'
      : `Its events: ${[...new Set(context.publishes.map(({ event }) => event.type))].join(', ')}.`
  }`,
  parameters: [{ name: 'after', in: 'query', schema: { ...position, default: 0 } }],
  responses: {
    200: {
      description: 'Everything published after the position, then everything to come.',
      content: { 'application/x-ndjson': { schema: { type: 'string' } } },
    },
    ...failures,
  },
})

const ok = (description: string) => ({ description, content: json({ type: 'object' }) })
const health = {
  '/livez': {
    get: { operationId: 'livez', tags: ['health'], responses: { 200: ok('It lives.') } },
  },
  '/readyz': {
    get: {
      operationId: 'readyz',
      tags: ['health'],
      responses: { 200: ok('It takes requests.'), 503: ok('It is about to end.') },
    },
  },
  '/status': {
    get: { operationId: 'status', tags: ['health'], responses: { 200: ok('How it does.') } },
  },
}

/** The codes that do not come of a rule; those of the rules are known when they refuse. */
const refusalsOf = ({ kind }: { readonly kind: 'aggregate' | 'decision' }): readonly string[] =>
  kind === 'aggregate' ? ['NotPossibleNow'] : ['AlreadyDecided']

/** A response for each status, its codes listed; what is refused by the domain is a 409 with the domain's own code. */
function failuresOf(problems: readonly ProblemType[], refusals: readonly string[] = []): object {
  const statuses = [...new Set(problems.map(({ status }) => status))].sort((a, b) => a - b)
  const answer = (description: string, schema: JsonSchema) => ({
    description,
    content: { 'application/problem+json': { schema } },
  })
  const listed = statuses.map((status) => {
    const some = problems.filter((one) => one.status === status)
    const codes = some.map(({ code }) => code)
    const code =
      status === 409 ? { type: 'string', examples: [...refusals, ...codes] } : { enum: codes }
    const titles = [...new Set(some.map(({ title }) => title))].join('; ')
    return [status, answer(titles, { allOf: [ref('Problem'), { properties: { code } }] })]
  })
  return { ...Object.fromEntries(listed), default: answer('It was not done.', ref('Problem')) }
}
