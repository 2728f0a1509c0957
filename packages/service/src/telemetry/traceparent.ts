import type { SpanContext } from '@opentelemetry/api'

const shape = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const nothing = /^0+$/

/** What a W3C `traceparent` says (Trace Context §3.2), or `undefined` where it says nothing sensible: whoever asks then begins a new trace. */
export function parseTraceparent(text: unknown): SpanContext | undefined {
  const parts = typeof text === 'string' && text.length < 512 ? shape.exec(text) : null
  if (parts === null) return undefined
  const [, version, traceId, spanId, flags, more] = parts as unknown as string[]
  // only a later version may say more than four things
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (nothing.test(traceId as string) || nothing.test(spanId as string)) return undefined
  return {
    traceId: traceId as string,
    spanId: spanId as string,
    traceFlags: Number.parseInt(flags as string, 16) & 1,
  }
}

export const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags & 1 ? '01' : '00'}`
