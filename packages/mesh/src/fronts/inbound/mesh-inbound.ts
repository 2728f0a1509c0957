import { type Clock, deadlineHeader, type Random } from '@watertight/ports'
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import { localAnswer } from '../../dataplane/telemetry/local-answer.ts'
import { RequestMetrics, type RequestSeries } from '../../dataplane/telemetry/request-metrics.ts'
import { TraceIds } from '../../dataplane/telemetry/trace-ids.ts'
import { Inbound, inbound } from './inbound-context.ts'

export interface InboundOptions {
  /** The same clock as the mesh's. */
  readonly ports: { readonly clock: Clock; readonly random: Random }
  /** Name of this service, and its version, in metrics. */
  readonly service: string
  readonly version?: string
}

export interface MeshInbound {
  /** For `app.register`. */
  readonly plugin: FastifyPluginCallback
  /** Requests answered, with `reporter="destination"`. */
  stats(): RequestSeries[]
}

/** What is known of a request from its first hook to its last. */
interface Known {
  readonly inbound: Inbound
  readonly startedAt: number
  isCounted: boolean
}

const traceForm = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/**
 * The side that is called: deadline and trace of each request are taken in, and every call that its handler makes by the mesh has them. A
 * request whose time is up is answered 504 before it is handled; when the caller leaves, the calls made for it are left too.
 *
 * ```ts
 * import { meshInbound } from '@watertight/mesh/fastify'
 * import type { Ports } from '@watertight/ports'
 * import fastify from 'fastify'
 *
 * export function ratings(ports: Ports) {
 *   const side = meshInbound({ ports, service: 'ratings' })
 *   const app = fastify()
 *   app.register(side.plugin)
 *   app.get('/metrics.json', async () => side.stats())
 *   return app
 * }
 * ```
 */
export function meshInbound({ ports, service, version }: InboundOptions): MeshInbound {
  const { clock, random } = ports
  const metrics = new RequestMetrics('destination')
  const traces = new TraceIds(random)
  const requests = new WeakMap<FastifyRequest, Known>()

  const count = (known: Known, status: number, flags?: readonly string[]) => {
    if (known.isCounted) return
    known.isCounted = true
    metrics.of(service, version).record(status, flags, clock.now() - known.startedAt)
  }
  const take = (request: FastifyRequest): Known => {
    const { traceparent, [deadlineHeader]: left } = request.headers
    const startedAt = clock.now()
    const leftMs =
      typeof left === 'string' && /^\d{1,15}$/.test(left) ? Number(left) : Number.POSITIVE_INFINITY
    const trace =
      typeof traceparent === 'string' && traceForm.test(traceparent) ? traceparent : traces.next()
    return { inbound: new Inbound(startedAt + leftMs, trace), startedAt, isCounted: false }
  }
  const within = (request: FastifyRequest, _: FastifyReply, done: () => void) => {
    const known = requests.get(request)
    if (known === undefined) done()
    else inbound.run(known.inbound, done)
  }

  const plugin: FastifyPluginCallback = (app, _, ready) => {
    app.addHook('onRequest', (request, reply, done) => {
      const known = take(request)
      requests.set(request, known)
      if (known.inbound.deadline <= clock.now()) {
        const { status, body } = localAnswer(504, 'UT', 'The time was up when the request came.')
        reply.code(status).type('application/problem+json').send(body)
        return
      }
      reply.raw.once('close', () => {
        if (reply.raw.writableFinished) return
        count(known, 0, ['DC'])
        known.inbound.leave(new Error('the caller is gone'))
      })
      inbound.run(known.inbound, done)
    })
    // a body is read on the socket's own behalf, and who reads it does not know for whom
    app.addHook('preValidation', within)
    app.addHook('onResponse', (request, reply, done) => {
      const known = requests.get(request)
      if (known !== undefined) count(known, reply.statusCode)
      done()
    })
    ready()
  }
  // Fastify's sign for a plugin whose hooks are for the whole app
  Object.assign(plugin, { [Symbol.for('skip-override')]: true })
  return { plugin, stats: () => metrics.snapshot() }
}
