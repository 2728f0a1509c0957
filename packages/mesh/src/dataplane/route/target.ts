import { type Call, type Headers, header } from '@watertight/ports'

/** A call as routes see it. */
export interface Target {
  readonly method: string
  /** Without query. */
  readonly path: string
  /** With the question mark; empty when there is none. */
  readonly search: string
  readonly query: URLSearchParams
  /** The host the caller names, with its port if it said one. */
  readonly authority: string
  readonly scheme: 'http' | 'https'
  readonly port: number
  /** Names in lower case. */
  readonly headers: Headers
}

const address = /^(?:(https?):\/\/)?(\[[^\]]*\]|[^/:]*)(?::(\d+))?\/?$/

/** The host of an authority, without scheme and port. */
export const hostOf = (to: string): string => address.exec(to)?.[2] ?? to

export function targetOf({ to, method, path, headers: given }: Call): Target {
  const headers: Record<string, Headers[string]> = {}
  for (const name in given) headers[name.toLowerCase()] = given[name]
  const [, scheme, host = to, port] = address.exec(to) ?? []
  const mark = path.indexOf('?')
  const search = mark < 0 ? '' : path.slice(mark)
  const isSecure = scheme === 'https'
  let query: URLSearchParams | undefined
  return {
    method,
    path: mark < 0 ? path : path.slice(0, mark),
    search,
    // parsed when a rule asks: most do not
    get query() {
      query ??= new URLSearchParams(search)
      return query
    },
    authority: header(headers, 'host') ?? (port === undefined ? host : `${host}:${port}`),
    scheme: isSecure ? 'https' : 'http',
    port: port === undefined ? (isSecure ? 443 : 80) : Number(port),
    headers,
  }
}
