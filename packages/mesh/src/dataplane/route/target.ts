import type { Headers } from '@watertight/ports'

/** A request as routes see it. */
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
  /** Several values joined with commas; `name` is in lower case. */
  header(name: string): string | undefined
}

/** Where a caller sends to, read once for each spelling. */
export interface Address {
  readonly host: string
  /** With its port if it says one. */
  readonly authority: string
  readonly scheme: 'http' | 'https'
  readonly port: number
}

const form = /^(?:(https?):\/\/)?(\[[^\]]*\]|[^/:]*)(?::(\d+))?\/?$/

export function addressOf(to: string): Address {
  const [, scheme, host = to, port] = form.exec(to) ?? []
  const isSecure = scheme === 'https'
  return {
    host,
    authority: port === undefined ? host : `${host}:${port}`,
    scheme: isSecure ? 'https' : 'http',
    port: port === undefined ? (isSecure ? 443 : 80) : Number(port),
  }
}

/** A target whose headers are read where somebody else keeps them. */
export abstract class RequestTarget implements Target {
  readonly method: string
  readonly path: string
  readonly search: string
  readonly #address: Address
  #query: URLSearchParams | undefined

  constructor(address: Address, method: string, target: string) {
    this.#address = address
    this.method = method
    const mark = target.indexOf('?')
    this.path = mark < 0 ? target : target.slice(0, mark)
    this.search = mark < 0 ? '' : target.slice(mark)
  }

  abstract header(name: string): string | undefined

  get authority(): string {
    return this.header('host') ?? this.#address.authority
  }
  get scheme(): 'http' | 'https' {
    return this.#address.scheme
  }
  get port(): number {
    return this.#address.port
  }
  /** Parsed when a rule asks: most do not. */
  get query(): URLSearchParams {
    this.#query ??= new URLSearchParams(this.search)
    return this.#query
  }
}

/** A call of the transport, its headers' names in lower case. */
export class CallTarget extends RequestTarget {
  readonly headers: Record<string, Headers[string]> = {}

  constructor(address: Address, method: string, target: string, headers: Headers | undefined) {
    super(address, method, target)
    for (const name in headers) this.headers[name.toLowerCase()] = headers[name]
  }

  header(name: string): string | undefined {
    return joined(this.headers[name])
  }
}

const joined = (value: Headers[string]): string | undefined =>
  value === undefined || typeof value === 'string' ? value : value.join(',')
