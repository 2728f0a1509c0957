import type { IncomingMessage } from 'node:http'
import type { Headers } from '@watertight/ports'
import type { Dispatcher } from 'undici'
import { requestHeaders } from './forwarded-headers.ts'
import type { CheckedGatewayOptions } from './gateway-options.ts'
import { isTraced } from './trace-context.ts'

/** What a request asks of the mesh: its headers as the next hop is to see them. */
export function askedOf(
  { method, url, headers, socket }: IncomingMessage,
  isUpgrade: boolean,
  options: Pick<CheckedGatewayOptions, 'scheme' | 'behindProxy' | 'token'>,
): Dispatcher.DispatchOptions & { readonly origin: string } {
  const { authorization: _, ...more } = headers
  // the token was for the gateway, and is nobody else's
  const given = (options.token === undefined ? headers : more) as Headers
  const hasTrace = isTraced(String(headers.traceparent ?? ''))
  const sent = requestHeaders(given, options, hasTrace, socket.remoteAddress)
  const length = headers['content-length']
  return {
    origin: `${options.scheme}://${(headers.host ?? '').toLowerCase()}`,
    method: method as Dispatcher.HttpMethod,
    path: url as string,
    headers: { ...sent, ...(length !== undefined && { 'content-length': length }) } as Record<
      string,
      string
    >,
    upgrade: isUpgrade ? (headers.upgrade ?? null) : null,
  }
}
