import type { Headers, Payload } from '@watertight/ports'

/** A request before it is sent, and what happens around it. */
export interface Draft {
  readonly name: string
  method: string
  path: string
  headers: Record<string, string>
  body: Payload
  /** So many of the same at once. */
  copies: number
  /** The caller leaves after so many turns of the loop. */
  leavesAfter?: number
  /** The event store takes no append meanwhile. */
  weather?: 'contended' | 'unavailable'
}

export const draft = (
  name: string,
  method: string,
  path: string,
  more: Partial<Draft> = {},
): Draft => ({
  ...{ name, method, path, headers: {}, body: '', copies: 1 },
  ...more,
})

/** With its body as text where it is text, for a report. */
export const told = ({ body, ...rest }: Draft): string =>
  JSON.stringify({
    ...rest,
    body: typeof body === 'string' ? body : `base64:${Buffer.from(body).toString('base64')}`,
  })

/** As a server's parser hands them out: names in lower case. */
export const lowered = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
