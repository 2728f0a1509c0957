import type { Dispatcher } from 'undici'
import { attemptHeader, timeoutHeader } from '../../dataplane/exchange.ts'
import { type Address, RequestTarget } from '../../dataplane/route/target.ts'

type Value = string | readonly string[]

/** A request as undici is asked for it, its headers read in one pass: into those of the mesh and those that travel as they are. */
export class DispatchTarget extends RequestTarget {
  /** Name in lower case, value, name, value …; without those below. */
  readonly pairs: Value[] = []
  host: string | undefined
  trace: string | undefined
  /** Characters of all names and values. */
  size = 0
  #timeout: string | undefined

  constructor(address: Address, { headers, method, path, query }: Dispatcher.DispatchOptions) {
    super(address, method, query == null ? path : withQuery(path, query))
    if (headers == null) return
    if (Array.isArray(headers)) {
      for (let i = 0; i + 1 < headers.length; i += 2)
        this.#take(headers[i] as string, headers[i + 1] as string)
    } else if (Symbol.iterator in headers) {
      for (const [name, value] of headers as Iterable<[string, Value | undefined]>)
        this.#take(name, value)
    } else
      for (const name in headers)
        this.#take(name, headers[name] as Value | number | null | undefined)
  }

  header(name: string): string | undefined {
    if (name === timeoutHeader) return this.#timeout
    if (name === 'host') return this.host
    if (name === 'traceparent') return this.trace
    let found: string | undefined
    const { pairs } = this
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] !== name) continue
      const value = pairs[i + 1] as Value
      const text = typeof value === 'string' ? value : value.join(',')
      found = found === undefined ? text : `${found},${text}`
    }
    return found
  }

  #take(given: string, value: Value | number | null | undefined): void {
    if (value === undefined) return
    const name = given.toLowerCase()
    if (typeof value === 'string') {
      this.size += name.length + value.length
      if (name === timeoutHeader) this.#timeout = value
      else if (name === 'host') this.host = value
      else if (name === 'traceparent') this.trace = value
      // the mesh says itself which try it is
      else if (name !== attemptHeader) this.pairs.push(name, value)
      return
    }
    const list = Array.isArray(value) ? (value as readonly string[]) : String(value ?? '')
    this.size += name.length
    for (const one of list) this.size += one.length
    this.pairs.push(name, list)
  }
}

function withQuery(path: string, query: Record<string, unknown>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, String(one ?? '')]),
  )
  const text = new URLSearchParams(pairs).toString()
  return text === '' ? path : `${path}?${text}`
}
