import type { Headers, Payload } from '@watertight/ports'

/** How the event store takes appends: always too late, not at all, or without a word of whether it did. */
export type Weather = 'contended' | 'unavailable' | 'lost before' | 'lost after'

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
  /** Of the event store meanwhile. */
  weather?: Weather
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

/** The stream and the command that a path leads to, whatever it leads to. */
export function targetOf(path: string): { readonly stream: string; readonly command: string } {
  const [owner = '', id = '', command = ''] = (path.split('?')[0] as string)
    .split('/')
    .filter((part) => part !== '')
    .map(decoded)
  return { stream: `${owner}-${id}`, command }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
