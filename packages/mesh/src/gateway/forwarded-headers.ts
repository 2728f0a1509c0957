import { deadlineHeader, type Headers, header } from '@watertight/ports'

/** Those that belong to one connection (RFC 9110 §7.6.1), and the older ones still seen. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
])

/** Those that the transport writes itself. */
const ownRequest = new Set(['host', 'content-length', 'expect', 'traceparent', deadlineHeader])

export interface ForwardedOptions {
  /** How people reach the gateway. */
  readonly scheme: 'http' | 'https'
  /** Another proxy of ours stands before the gateway: its x-forwarded headers are kept. */
  readonly behindProxy: boolean
}

/** A request's headers for the next hop. What only a proxy may say (x-forwarded-*, forwarded, x-envoy-*) is not believed from outside. */
export function requestHeaders(
  incoming: Headers,
  { scheme, behindProxy }: ForwardedOptions,
  hasTrace: boolean,
  remote?: string,
): Headers {
  const listed = connectionListed(incoming)
  const out: Record<string, string | readonly string[]> = {}
  for (const name in incoming) {
    const value = incoming[name]
    if (value === undefined || hopByHop.has(name) || ownRequest.has(name) || listed.has(name))
      continue
    if (!behindProxy && isProxyHeader(name)) continue
    // state of a trace that was not understood belongs to no trace
    if (name === 'tracestate' && !hasTrace) continue
    out[name] = value
  }
  const host = header(incoming, 'host')
  if (host !== undefined) out['x-forwarded-host'] ??= host
  out['x-forwarded-proto'] ??= scheme
  if (remote !== undefined) {
    const before = header(out, 'x-forwarded-for')
    out['x-forwarded-for'] = before === undefined ? remote : `${before}, ${remote}`
  }
  return out
}

/** An answer's headers for the caller. */
export function replyHeaders(incoming: Headers): Headers {
  const listed = connectionListed(incoming)
  const out: Record<string, string | readonly string[]> = {}
  for (const name in incoming) {
    const value = incoming[name]
    if (value === undefined || hopByHop.has(name) || listed.has(name)) continue
    out[name] = value
  }
  return out
}

const isProxyHeader = (name: string) =>
  name === 'forwarded' || name.startsWith('x-forwarded-') || name.startsWith('x-envoy-')

const none: ReadonlySet<string> = new Set()

function connectionListed(headers: Headers): ReadonlySet<string> {
  const value = headers.connection
  if (value === undefined || value === 'keep-alive' || value === 'close') return none
  const names = (typeof value === 'string' ? value : value.join(',')).toLowerCase().split(',')
  return new Set(names.map((name) => name.trim()))
}
