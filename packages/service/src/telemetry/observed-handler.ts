import {
  type Handler,
  type Headers,
  header,
  type Payload,
  type Ports,
  type Reply,
  type Request,
  type Stream,
} from '@watertight/ports'
import { problem } from '../problem.ts'
import { type Params, type Route, type Routes, router } from '../router.ts'
import { ServiceError } from '../service-error.ts'
import type { Metrics } from './metrics.ts'
import type { Observation, Observed } from './observation.ts'

type Answer = Reply<Payload | Stream>

interface Observing {
  readonly observation: Observation
  readonly metrics: Metrics
  readonly ports: Pick<Ports, 'clock' | 'log'>
  readonly routeName: (pattern: string) => (params: Params) => string
}

/** Asked so often, with so little to tell, that they would push everything else out of memory. */
const quiet = new Set(['/livez', '/readyz', '/metrics', '/telemetry/recent'])
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const credentials = ['authorization', 'proxy-authorization', 'cookie', 'idempotency-key']
/** A shorter secret would be found in every other word. */
const shortestSecret = 4

/** A handler for these routes that makes each request a span and a measurement. What a route throws is logged in redacted words and answered with a 500. */
export function observedHandler(
  routes: Routes,
  { observation, metrics, ports, routeName }: Observing,
): Handler {
  const { clock, log } = ports
  const named = (pattern: string, route: Route): Route => {
    const nameOf = routeName(pattern)
    return (request, params, query) => {
      observation.current()?.called(nameOf(params))
      return route(request, params, query)
    }
  }
  const handle = router(
    Object.fromEntries(
      Object.entries(routes).map(([pattern, route]) => [pattern, named(pattern, route)]),
    ),
  )

  async function answer(request: Request): Promise<Answer> {
    try {
      return await handle(request)
    } catch (error) {
      const name = observation.current()?.name() ?? methodOf(request)
      // whoever is gone has ended the work themselves
      log(request.signal.aborted ? 'debug' : 'error', `${name} failed`, { error })
      return problem({
        status: 500,
        title: 'Internal Server Error',
        code: 'WT_UNEXPECTED',
        detail:
          'This service failed; its log says how. It may have been done: look before you ask again.',
      })
    }
  }

  async function measured(request: Request, observed: Observed): Promise<Answer> {
    const from = clock.now()
    metrics.inFlight(1)
    try {
      const reply = await answer(request)
      const name = observed.name()
      const route = name.slice(name.indexOf(' ') + 1)
      const isKnown = name.includes(' ')
      metrics.requested(
        methodOf(request),
        isKnown ? route : 'other',
        reply.status,
        (clock.now() - from) / 1_000,
      )
      observed.ended(reply.status, codeOf(reply), {
        'http.response.status_code': reply.status,
        ...(isKnown && { 'http.route': route, 'url.path': route }),
      })
      return guarded(reply, name)
    } finally {
      metrics.inFlight(-1)
    }
  }

  /** Whoever serves the stream would log the path, and what broke it, in words that nobody redacts. */
  function guarded(reply: Answer, name: string): Answer {
    const { body } = reply
    if (typeof body === 'string' || body instanceof Uint8Array) return reply
    return { ...reply, body: told(body, name) }
  }

  async function* told(stream: Stream, name: string): AsyncGenerator<Payload> {
    try {
      yield* stream
    } catch (error) {
      log('error', `the stream of ${name} broke`, { error })
      const broken = new ServiceError('WT_STREAM_BROKEN', `the stream of ${name} broke`)
      throw Object.assign(broken, { isLogged: true })
    }
  }

  return (request) => {
    const { path, headers, trace } = request
    if (quiet.has(path.split('?', 1)[0] as string)) return answer(request)
    const method = methodOf(request)
    return observation.observe(
      {
        kind: 'request',
        name: method === 'other' ? 'HTTP' : method,
        cause: {
          trace,
          correlation: header(headers, 'x-correlation-id'),
          causation: header(headers, 'x-request-id'),
        },
        secrets: () => secretsOf(headers),
        attributes: {
          'http.request.method': method === 'other' ? '_OTHER' : method,
          'url.scheme': 'http',
        },
      },
      (observed) => measured(request, observed),
    )
  }
}

const methodOf = ({ method }: Request): string => (methods.has(method) ? method : 'other')

function codeOf({ status, headers, body }: Answer): string | undefined {
  if (status < 400 || typeof body !== 'string') return undefined
  if (headers['content-type'] !== 'application/problem+json') return undefined
  return /(?<!\\)"code":"(\w{1,64})"/.exec(body)?.[1]
}

/** What these headers say, whole and in its parts: `Bearer x` also as `x`, `a=b; c=d` also as `b` and `d`. */
function secretsOf(headers: Headers): readonly string[] {
  const values = credentials.flatMap((name) => headers[name] ?? [])
  return values
    .flatMap((value) => [
      value,
      ...value.split(/[\s;]+/).flatMap((part) => [part, part.slice(part.indexOf('=') + 1)]),
    ])
    .filter((value) => value.length >= shortestSecret)
    .sort((a, b) => b.length - a.length)
}
