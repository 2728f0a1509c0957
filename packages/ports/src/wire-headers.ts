import { byteLength } from './payload.ts'
import { type Call, deadlineHeader, type Headers, type Reply } from './transport.ts'

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const printable = /^[\t\x20-\x7e\x80-\xff]*$/
const target = /^\/[\x21-\x7e]*$/

/** RFC 9110 §7.6.1: they speak of one connection and are never passed on, so headers of another message can be handed over whole. */
const hopByHop = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * The headers that travel with a call: name, value, name, value …, the deadline as time left. Throws a TypeError that says
 * what is malformed; both adapters ask here before they send anything.
 */
export function callHeaders(call: Call, left: number): string[] {
  const { method, path, body, trace } = call
  if (Number.isNaN(left)) throw new TypeError('the deadline is not a number')
  if (!token.test(method) || method === 'CONNECT')
    throw new TypeError(`method ${JSON.stringify(method)}`)
  if (!target.test(path))
    throw new TypeError(`path ${JSON.stringify(path)}: expected / and percent-encoded text`)
  if (body !== undefined && body.length > 0 && (method === 'GET' || method === 'HEAD'))
    throw new TypeError(`${method} with a body`)
  const out: string[] = []
  const timed = left < Number.POSITIVE_INFINITY
  if (timed) out.push(deadlineHeader, String(Math.ceil(left)))
  if (trace !== undefined) push(out, 'traceparent', trace)
  for (const given in call.headers) {
    const name = given.toLowerCase()
    // a call says these itself: headers passed on from another request must not contradict it
    if (timed && name === deadlineHeader) continue
    if (trace !== undefined && name === 'traceparent') continue
    const value = call.headers[given]
    if (name === 'content-length' && Number(value) !== byteLength(body ?? ''))
      throw new TypeError('content-length is not the length of the body')
    push(out, name, value)
  }
  return out
}

/** The headers of an answer without its length: name, value, name, value …. Throws a TypeError on what cannot be sent: a defect of the handler. */
export function replyHeaders({ status, headers }: Pick<Reply, 'status' | 'headers'>): string[] {
  if (!(Number.isInteger(status) && status >= 200 && status <= 599))
    throw new TypeError(`status ${status}`)
  const out: string[] = []
  for (const given in headers) {
    const name = given.toLowerCase()
    if (name !== 'content-length') push(out, name, headers[given])
  }
  return out
}

/** As a server's parser hands them out: one value a name, several joined. */
export function requestHeaders(flat: readonly string[]): Headers {
  const out: Record<string, string> = {}
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string
    const value = flat[i + 1] as string
    out[name] = name in out ? `${out[name]}, ${value}` : value
  }
  return out
}

/** As a client's parser hands them out: several values of a name are a list. */
export function answerHeaders(flat: readonly string[]): Record<string, string | string[]> {
  const out: Record<string, string | string[]> = {}
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string
    const value = flat[i + 1] as string
    const before = out[name]
    out[name] = before === undefined ? value : [before, value].flat()
  }
  return out
}

function push(out: string[], name: string, value: Headers[string]): void {
  if (value === undefined || hopByHop.has(name)) return
  if (!token.test(name)) throw new TypeError(`header ${JSON.stringify(name)}`)
  if (typeof value === 'string') out.push(name, checked(name, value))
  else for (const one of value) out.push(name, checked(name, one))
}

function checked(name: string, value: string): string {
  if (printable.test(value)) return value
  throw new TypeError(`header ${name}: ${JSON.stringify(value)} cannot be sent`)
}
