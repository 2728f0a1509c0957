import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  trace,
} from '@opentelemetry/api'

export interface Recorded {
  name: string
  readonly kind: SpanOptions['kind']
  readonly context: SpanContext
  readonly parent: SpanContext | undefined
  readonly links: readonly Link[]
  readonly attributes: Attributes
  readonly events: { readonly name: string; readonly attributes: unknown }[]
  status: SpanStatus | undefined
  readonly start: unknown
  end: unknown
}

/** Runs a test with an SDK in miniature registered: every span is kept as it was exported. */
export async function withTracer(test: (spans: readonly Recorded[]) => Promise<void>) {
  const spans: Recorded[] = []
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan }) })
  try {
    await test(spans)
  } finally {
    trace.disable()
  }

  function startSpan(name: string, options: SpanOptions = {}, context?: Context): Span {
    const parent = context && trace.getSpanContext(context)
    const id = (spans.length + 1).toString(16)
    const recorded: Recorded = {
      name,
      kind: options.kind,
      context: {
        traceId: parent?.traceId ?? id.padStart(32, 'a'),
        spanId: id.padStart(16, 'b'),
        traceFlags: 1,
      },
      parent,
      links: options.links ?? [],
      attributes: { ...options.attributes },
      events: [],
      status: undefined,
      start: options.startTime,
      end: undefined,
    }
    spans.push(recorded)
    const span: Span = {
      spanContext: () => recorded.context,
      setAttribute: (key, value) => span.setAttributes({ [key]: value }),
      setAttributes(more) {
        Object.assign(recorded.attributes, more)
        return span
      },
      addEvent(event, attributes) {
        recorded.events.push({ name: event, attributes })
        return span
      },
      addLink: () => span,
      addLinks: () => span,
      setStatus(status) {
        recorded.status = status
        return span
      },
      updateName(as) {
        recorded.name = as
        return span
      },
      end(at) {
        recorded.end = at
      },
      isRecording: () => true,
      recordException: () => {
        throw new Error('an exception told whole is not redacted')
      },
    }
    return span
  }
  function startActiveSpan(): never {
    throw new Error('this miniature starts no active spans')
  }
}
