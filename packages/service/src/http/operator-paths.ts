import type { BoundedContext } from '@watertight/domain'
import { kebab } from '../names.ts'
import { pageLimits } from './limit.ts'

type Paths = { readonly [path: string]: object }

const answer = (description: string, type: string, schema: object) => ({
  description,
  content: { [type]: { schema } },
})
const json = (description: string, properties: object = {}) =>
  answer(description, 'application/json', { type: 'object', properties })
const inPath = (name: string, schema: object = { type: 'string' }) => ({
  ...{ name, in: 'path', required: true, schema },
})
const inQuery = (name: string, schema: object) => ({ name, in: 'query', schema })
const list = { type: 'array', items: { type: 'object' } }

const get = (tag: string, operationId: string, ok: object, parameters: object[] = []) => ({
  get: {
    operationId,
    tags: [tag],
    ...(parameters.length > 0 && { parameters }),
    responses: { 200: ok },
  },
})
const post = (operationId: string, ok: object, parameters: object[]) => ({
  post: {
    ...{ operationId, tags: ['operators'], parameters },
    responses: { ...ok, 404: answer('There is none.', problemJson, problem) },
  },
})
const problemJson = 'application/problem+json'
const problem = { $ref: '#/components/schemas/Problem' }

/** The paths of what a host serves beside its context's own: problems, the document itself, telemetry, and what operators do; those of circuit breakers where it has some. */
export function operatorPaths(
  { runs, hears }: Pick<BoundedContext, 'runs' | 'hears'>,
  { hasBreakers, models }: { readonly hasBreakers: boolean; readonly models: readonly string[] },
): Paths {
  const limit = (maximum: number) => inQuery('limit', { type: 'integer', minimum: 1, maximum })
  const trace = inQuery('trace', { type: 'string', pattern: '^[0-9a-f]{32}$' })
  const names = runs.map(({ name }) => kebab(name))
  const feeds = hears.map(({ from }) => from.context)
  const feed = inPath('feed', { enum: feeds })
  const place = inPath('position', { type: 'integer', minimum: 0 })
  return {
    '/problems': get('problems', 'problems', json('What each problem means.', { problems: list })),
    '/problems/{code}': get('problems', 'problem', json('What it means.'), [inPath('code')]),
    '/openapi.json': get('document', 'document', json('This document.')),
    '/openapi': get('document', 'page', answer('It, for people.', 'text/html', { type: 'string' })),
    '/metrics': get(
      ...(['operators', 'metrics'] as const),
      answer("Metrics in Prometheus' text format.", 'text/plain', { type: 'string' }),
    ),
    '/telemetry/recent': get(
      ...(['operators', 'recent'] as const),
      json('What was done last, newest first.', { recent: list }),
      [inQuery('limit', { type: 'integer', minimum: 0, maximum: 10_000, default: 100 }), trace],
    ),
    ...logPaths(),
    '/telemetry/logs': get(
      ...(['operators', 'logs'] as const),
      json('What was said last, newest first.', { logs: list }),
      [inQuery('limit', { type: 'integer', minimum: 0, maximum: 10_000, default: 100 }), trace],
    ),
    ...(hasBreakers && {
      '/breakers': get('operators', 'breakers', json('How its circuit breakers are, by name.')),
      '/breakers/{name}': post('breaker.mode', { 200: json('How it is now.') }, [inPath('name')]),
    }),
    ...(models.length > 0 && {
      '/read-models': get(
        ...(['operators', 'readModels'] as const),
        json('Which there are, and how a rebuild goes.', { head: integer, readModels: list }),
      ),
      '/read-models/{model}/rebuild': post(
        'readModel.rebuild',
        {
          202: json('It is built anew, and the rows from before serve until then.'),
          409: answer('Another is being rebuilt.', problemJson, problem),
        },
        [inPath('model', { enum: models })],
      ),
    }),
    ...(names.length > 0 && {
      '/processes/{process}/{instance}/retry': post(
        'process.retry',
        { 202: json('The command that holds it up is tried again.') },
        [inPath('process', { enum: names }), inPath('instance')],
      ),
    }),
    ...(feeds.length > 0 && {
      '/feeds/{feed}/parked': get(
        ...(['operators', 'feed.parked'] as const),
        json('Messages that could not be handled.', { parked: list, count: { type: 'integer' } }),
        [feed, limit(pageLimits.most)],
      ),
      '/feeds/{feed}/parked/{position}/retry': post(
        'feed.retry',
        { 200: json('What became of it now.') },
        [feed, place],
      ),
      '/feeds/{feed}/parked/{position}/drop': post('feed.drop', { 200: json('It is given up.') }, [
        feed,
        place,
      ]),
    }),
  }
}

const integer = { type: 'integer', minimum: 0 }
const text = { type: 'string' }
const place = [
  inQuery('position', integer),
  inQuery('time', { type: 'string', format: 'date-time' }),
]

function logPaths(): Paths {
  const limit = inQuery('limit', { type: 'integer', minimum: 1, maximum: pageLimits.most })
  const stream = inPath('stream')
  const disclosure = inQuery('disclosure', text)
  const seen = (operationId: string, description: string, parameters: object[]) =>
    get('operators', operationId, json(description), parameters)
  return {
    '/log/streams': seen('log.find', 'Streams that have to do with a text.', [
      ...[inQuery('find', text), limit],
    ]),
    '/log/streams/{stream}': seen('log.stream', 'How long it is, and where it was at a moment.', [
      ...[stream, ...place],
    ]),
    '/log/streams/{stream}/steps': seen('log.steps', 'Its events, each with what it changed.', [
      ...[stream, inQuery('after', integer), limit, disclosure],
    ]),
    '/log/streams/{stream}/events/{revision}': seen(
      'log.event',
      'An event as stored and as read.',
      [...[stream, inPath('revision', { type: 'integer', minimum: 1 }), disclosure]],
    ),
    '/log/stories/{correlation}': seen('log.story', 'Events of one story, of a part of the log.', [
      ...[inPath('correlation'), inQuery('after', integer), ...place],
    ]),
    '/log/disclosures': {
      ...seen('log.disclosures', 'Who saw personal data, and why.', []),
      ...post('log.disclose', { 201: json('Personal data of this stream is shown under it.') }, []),
    },
  }
}
