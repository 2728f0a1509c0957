import type { BoundedContext } from '@watertight/domain'
import type { Call, Handler, Log, Ports, Reply, Spawn, Transport } from '@watertight/ports'
import type { Routes } from '../http/router.ts'
import { boundedLabels } from './bounded-labels.ts'
import { type Deciding, deciding } from './deciding.ts'
import { type Metrics, metrics } from './metrics.ts'
import { type Observation, observation, type Work } from './observation.ts'
import { observedHandler } from './observed-handler.ts'
import { recent } from './recent.ts'
import { recentLog } from './recent-log.ts'
import { type Redaction, redaction } from './redaction/redaction.ts'
import { routeNames } from './route-names.ts'
import { telemetryRoutes } from './telemetry-routes.ts'

export interface TelemetryOptions {
  /** Pieces of work kept in memory: 1,000 unless told, 10,000 at most. */
  readonly recent?: number
}

export interface Telemetry extends Observation {
  /** The same ports; calls are spans and carry trace and correlation, and logs hold nothing secret or personal. */
  readonly ports: Ports
  readonly metrics: Metrics
  readonly redaction: Redaction
  readonly deciding: Deciding
  /** `/metrics`, `/telemetry/recent` and `/telemetry/logs`. */
  readonly routes: Routes
  /** The handler under observation; it takes these routes: `GET /orders/:number`. */
  handler(handler: Handler, routes: readonly string[]): Handler
}

/** Codes that have a series of their own. */
const maxCodes = 100

/** What one host tells of its work: spans, metrics, the last pieces of work, and logs. */
export function telemetry(
  context: BoundedContext,
  outside: Ports,
  options: TelemetryOptions = {},
): Telemetry {
  const codeLabel = boundedLabels(maxCodes)
  const last = recent(options.recent)
  const lines = recentLog()
  const measured = metrics(codeLabel)
  const redact = redaction(context)
  const observing = observation(outside, redact, last, codeLabel)

  const log: Log = (level, message, facts = {}) => {
    const around = observing.current()
    const told = redact.value(facts, around?.secrets()) as Readonly<Record<string, unknown>>
    const said = redact.text(message, around?.secrets())
    const trace = around?.meta.trace.split('-')[1]
    const work = around && { work: around.name, trace, correlation: around.meta.correlation }
    lines.add({ at: outside.clock.wallTime(), level, message: said, trace: trace ?? '' }, told)
    outside.log(level, said, { ...work, ...told })
  }

  /** The call with the story and the trace of the work around it. */
  const carrying = <C extends Call>(call: C): C => {
    const around = observing.current()
    if (around === undefined) return call
    const { headers = {} } = call
    return {
      ...call,
      ...(headers.traceparent === undefined && { trace: call.trace ?? around.meta.trace }),
      headers: { ...storyOf(around.meta), ...headers },
    }
  }

  /** A call that is part of some work is a span of its own, and whoever is called goes on from there. */
  const calling = (call: Call): Promise<Reply> => {
    const around = observing.current()
    if (around === undefined) return outside.transport.call(call)
    const { to, method, route, headers: { traceparent, ...headers } = {} } = call
    const trace = call.trace ?? (traceparent === undefined ? undefined : String(traceparent))
    const work: Work = {
      kind: 'call',
      name: `${method} ${route ?? to}`,
      cause: trace === undefined ? undefined : { ...around.meta, trace },
      attributes: {
        'http.request.method': method,
        'server.address': to,
        ...(route !== undefined && { 'url.template': route }),
      },
    }
    return observing.observe(work, async (observed) => {
      const { trace } = observed.meta
      const sent = { ...call, trace, headers: { ...storyOf(observed.meta), ...headers } }
      const answer = await outside.transport.call(sent)
      const { status } = answer
      observed.ended(status, undefined, { 'http.response.status_code': status })
      return answer
    })
  }
  const transport: Transport = {
    isPublic: outside.transport.isPublic,
    call: calling,
    open: (call) => outside.transport.open(carrying(call)),
    serve: (name, handler) => outside.transport.serve(name, handler),
  }

  const spawn: Spawn = (label, work) =>
    outside.spawn(label, async (signal) => {
      try {
        await work(signal)
      } catch (error) {
        if (!signal.aborted) log('error', `task failed: ${label}`, { error })
      }
    })

  const ports: Ports = { ...outside, log, transport, spawn }
  return {
    ...observing,
    ports,
    metrics: measured,
    redaction: redact,
    deciding: deciding(observing, measured),
    routes: telemetryRoutes(measured.registry, last, lines),
    handler: (handler, routes) =>
      observedHandler(handler, {
        observation: observing,
        metrics: measured,
        ports,
        routeOf: routeNames(context, routes),
      }),
  }
}

/** What a call says of its cause, as `observedHandler` reads it. */
const storyOf = ({ correlation, causation }: { correlation: string; causation?: string }) => ({
  'x-correlation-id': correlation,
  ...(causation !== undefined && { 'x-request-id': causation }),
})
