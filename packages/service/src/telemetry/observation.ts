import { AsyncLocalStorage } from 'node:async_hooks'
import {
  context as active,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  type Link,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import type { Clock, Ids, Random } from '@watertight/ports'
import type { Done, Recent } from './recent.ts'
import type { Redaction } from './redaction/redaction.ts'
import { parseTraceparent, traceparentOf } from './traceparent.ts'

/** Why something is done: kept with the events it leads to. */
export interface Cause {
  /** W3C `traceparent`; one that is malformed begins a new trace. */
  readonly trace?: string | undefined
  /** Id of the whole story. */
  readonly correlation?: string | undefined
  /** Id of the message or request; a request without one gets one. */
  readonly causation?: string | undefined
}

export interface Work {
  readonly kind: Done['kind']
  readonly name: string
  /** Given where a message or a request comes in; else the work is part of the work around it. */
  readonly cause?: Cause | undefined
  /** Traces that meet in it. */
  readonly links?: readonly (string | undefined)[]
  /** What of it must not be told; asked for when something is told. */
  readonly secrets?: () => readonly string[]
  readonly attributes?: { readonly [name: string]: string | number }
}

type Attributes = Readonly<Record<string, string | number>>

/** Work under observation. */
export interface Observed {
  readonly name: string
  /** What an event that is recorded now keeps. */
  readonly meta: {
    readonly trace: string
    readonly correlation: string
    readonly causation?: string
  }
  secrets(): readonly string[]
  /** How it ends: an HTTP status, or an outcome; a code where there is one. */
  ended(status: number | string, code?: string, attributes?: Attributes): void
}

export interface Observation {
  current(): Observed | undefined
  /** Does the work as a span, remembers it when it is over, and passes on what it throws. */
  observe<T>(work: Work, run: (observed: Observed) => Promise<T>): Promise<T>
}

interface Around extends Observed {
  readonly context: SpanContext
}

const kinds = {
  request: SpanKind.SERVER,
  command: SpanKind.INTERNAL,
  feed: SpanKind.CONSUMER,
  automation: SpanKind.INTERNAL,
  process: SpanKind.INTERNAL,
  call: SpanKind.CLIENT,
} as const

/** An HTTP answer from here on is a failure of the span's side (OpenTelemetry, HTTP spans: status). */
const failsFrom = (kind: Done['kind']) => (kind === 'call' ? 400 : 500)

/** An id from outside is believed when it looks like one and hides nothing. */
const idShape = /^[A-Za-z0-9][\w.:~-]*$/
const longestId = 128
/** Ids that are remembered to be fit to be told. */
const idsSeen = 256

/** Spans over the OpenTelemetry API. Where no SDK gives them ids they get ids of ours, so that causes are stored and traces go on all the same. */
export function observation(
  ports: { readonly clock: Clock; readonly random: Random; readonly ids: Ids },
  redaction: Redaction,
  recent: Recent,
  codeLabel: (code: string) => string,
): Observation {
  const { clock, random, ids } = ports
  const around = new AsyncLocalStorage<Around>()
  const tracer = trace.getTracer('@watertight/service')
  const provider = trace.getTracerProvider()
  // an SDK may come later than the host
  const isRecorded = () =>
    !(provider instanceof ProxyTracerProvider && provider.getDelegate() === noProvider)
  const bytes = { trace: Buffer.alloc(16), span: Buffer.alloc(8) }
  const drawn = (into: Buffer): string => {
    random.fill(into)
    return into.toString('hex')
  }
  const isSane = (id: string): boolean =>
    id.length <= longestId && idShape.test(id) && redaction.text(id) === id
  // the commands of one message, and one story's work, have the same: looked at once
  const seen = new Set<string>()
  function sane(id: string | undefined): string | undefined {
    if (typeof id !== 'string') return undefined
    if (seen.has(id)) return id
    if (!isSane(id)) return undefined
    if (seen.size >= idsSeen) seen.clear()
    seen.add(id)
    return id
  }

  const contextOf = (span: Span, parent: SpanContext | undefined): SpanContext => {
    const given = span.spanContext()
    if (isSpanContextValid(given) && given.spanId !== parent?.spanId) return given
    return {
      traceId: parent?.traceId ?? drawn(bytes.trace),
      spanId: drawn(bytes.span),
      // whoever continues the trace should record it: this side remembers it
      traceFlags: parent?.traceFlags ?? 1,
    }
  }

  function metaOf({ kind, cause }: Work, outer: Around | undefined, context: SpanContext) {
    const trace = traceparentOf(context)
    if (cause === undefined && outer !== undefined) return { ...outer.meta, trace }
    const causation = sane(cause?.causation) ?? (kind === 'request' ? ids.next() : undefined)
    const correlation = sane(cause?.correlation) ?? causation ?? ids.next()
    return causation === undefined ? { trace, correlation } : { trace, correlation, causation }
  }

  return {
    current: () => around.getStore(),

    async observe(work, run) {
      const outer = around.getStore()
      const { kind, name, cause, links, attributes = {} } = work
      const base = cause === undefined ? active.active() : ROOT_CONTEXT
      const parent = cause
        ? parseTraceparent(cause.trace)
        : (trace.getSpanContext(base) ?? outer?.context)
      const start = clock.wallTime()
      const from = clock.now()
      const begin = () =>
        tracer.startSpan(
          name,
          {
            kind: kinds[kind],
            attributes,
            startTime: hrTime(start),
            ...(links && { links: links.flatMap(linkTo) }),
          },
          parent ? trace.setSpanContext(base, parent) : base,
        )
      const span = isRecorded() ? begin() : unrecorded
      const context = contextOf(span, parent)
      let status: number | string = 'ok'
      let code: string | undefined
      const observed: Around = {
        name,
        context,
        meta: metaOf(work, outer, context),
        secrets: () => [...(outer?.secrets() ?? []), ...(work.secrets?.() ?? [])],
        ended(how, because, more = {}) {
          status = how
          code = because === undefined ? undefined : codeLabel(because)
          if (code !== undefined) span.setAttribute('watertight.code', code)
          span.setAttributes(more)
          if (typeof how === 'number' && how >= failsFrom(kind))
            span.setStatus({ code: SpanStatusCode.ERROR })
        },
      }
      const inside = () => around.run(observed, run, observed)
      try {
        // without an SDK nobody asks what is active
        if (span.spanContext() !== context) return await inside()
        return await active.with(trace.setSpan(base, span), inside)
      } catch (error) {
        status = 'failed'
        code = failed(span, redaction.error(error, observed.secrets()))
        throw error
      } finally {
        const end = clock.now()
        span.end(hrTime(start + end - from))
        recent.add({
          kind,
          name,
          start,
          ms: Math.round((end - from) * 1_000) / 1_000,
          status,
          trace: context.traceId,
          span: context.spanId,
          parent: parent?.spanId,
          correlation: observed.meta.correlation,
          code,
        })
      }
    },
  }
}

const noProvider = new ProxyTracerProvider().getDelegate()
/** What stands for every span where no SDK is. */
const unrecorded = trace.wrapSpanContext(INVALID_SPAN_CONTEXT)

const linkTo = (traceparent: string | undefined): readonly Link[] => {
  const context = parseTraceparent(traceparent)
  return context ? [{ context }] : []
}

/** In this form no SDK takes it for a time since the start of the process. */
const hrTime = (ms: number): [number, number] => [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000]

/** Tells a span what broke, in redacted words; answers with the error's code. */
function failed(span: Span, error: ReturnType<Redaction['error']>): string | undefined {
  const { name, code, message, at = [] } = error
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) })
  span.setAttribute('error.type', code ?? name)
  span.addEvent('exception', {
    'exception.type': name,
    ...(message !== undefined && { 'exception.message': message }),
    'exception.stacktrace': at.join('\n'),
  })
  return code
}
