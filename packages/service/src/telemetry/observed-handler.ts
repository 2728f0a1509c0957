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
import { answerWith } from '../http/problem.ts'
import { ServiceError } from '../service-error.ts'
import type { Metrics } from './metrics.ts'
import type { Observation, Observed } from './observation.ts'

type Answer = Reply<Payload | Stream>

interface Observing {
  readonly observation: Observation
  readonly metrics: Metrics
  readonly ports: Pick<Ports, 'clock' | 'log'>
  /** The pattern of the route that a request takes, if there is one. */
  readonly routeOf: (request: Request) => string | undefined
}

/** Asked so often, with so little to tell, that they would push everything else out of memory. */
const quiet: ReadonlySet<string | undefined> = new Set([
  ...['/livez', '/readyz', '/metrics', '/telemetry/recent', '/telemetry/logs'],
  ...['/status', '/mesh', '/breakers'],
])
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const credentials = ['authorization', 'proxy-authorization', 'cookie', 'idempotency-key']
/** A shorter secret would be found in every other word. */
const shortestSecret = 4

/** The handler, with each request a span and a measurement. What it throws is logged in redacted words and answered with a 500. */
export function observedHandler(
  handler: Handler,
  { observation, metrics, ports, routeOf }: Observing,
): Handler {
  const { clock, log } = ports

  async function answer(request: Request, name: string): Promise<Answer> {
    try {
      return guarded(await handler(request), name)
    } catch (error) {
      // whoever is gone has ended the work themselves
      log(request.signal.aborted ? 'debug' : 'error', `${name} failed`, { error })
      return answerWith('WT_INTERNAL', 'The request met a defect.')
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
    const { headers, trace } = request
    const method = methods.has(request.method) ? request.method : 'other'
    const route = routeOf(request)
    const name = `${method === 'other' ? 'HTTP' : method}${route === undefined ? '' : ` ${route}`}`
    if (quiet.has(route)) return answer(request, name)

    async function measured({ ended }: Observed): Promise<Answer> {
      const from = clock.now()
      metrics.inFlight(1)
      const reply = await answer(request, name)
      metrics.inFlight(-1)
      const { status } = reply
      metrics.requested(method, route ?? 'other', status, (clock.now() - from) / 1_000)
      ended(status, codeOf(reply), { 'http.response.status_code': status })
      return reply
    }

    return observation.observe(
      {
        kind: 'request',
        name,
        cause: {
          trace,
          correlation: header(headers, 'x-correlation-id'),
          causation: header(headers, 'x-request-id'),
        },
        secrets: () => secretsOf(headers),
        attributes: {
          'http.request.method': method === 'other' ? '_OTHER' : method,
          'url.scheme': 'http',
          ...(route !== undefined && { 'http.route': route, 'url.path': route }),
        },
      },
      measured,
    )
  }
}

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
