import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import { type Deadlines, Expiring } from '../deadlines.ts'
import { byteLength } from '../payload.ts'
import { problem, tooLarge } from '../problem.ts'
import { type Payload, type Reply, timeLeft } from '../transport.ts'
import { replyHeaders } from '../wire-headers.ts'

export interface ReceivingOptions {
  readonly clock: Clock
  readonly deadlines: Deadlines
  readonly maxRequestBytes: number
  readonly receiveMs: number
}

/** The body of one request on its way in. `whole` is called with all of it, or never: too large, too slow, or the caller left. */
export class Receiving extends Expiring {
  readonly #response: ServerResponse
  readonly #options: ReceivingOptions
  readonly #whole: (body: Payload) => void
  readonly #chunks: Buffer[] = []
  #bytes = 0
  #refused = false

  constructor(
    message: IncomingMessage,
    response: ServerResponse,
    options: ReceivingOptions,
    whole: (body: Payload) => void,
  ) {
    super()
    this.#response = response
    this.#options = options
    this.#whole = whole
    this.due = options.clock.now() + Math.min(options.receiveMs, timeLeft(message.headers))
    options.deadlines.add(this)
    message.on('data', (chunk: Buffer) => this.#take(chunk))
    message.on('end', () => this.#end())
    message.on('error', () => {
      options.deadlines.remove(this)
      response.destroy()
    })
  }

  expire(): void {
    if (this.#refused) this.#response.end()
    else this.#refuse(problem('WT_BODY_LATE', 'The body did not come in time.')).end()
  }

  #take(chunk: Buffer): void {
    if (this.#refused) return
    this.#bytes += chunk.length
    if (this.#bytes <= this.#options.maxRequestBytes) this.#chunks.push(chunk)
    // the answer is whole, but the connection stays until the caller has stopped sending: closed at once, it would be reset before it is read
    else this.#refuse(tooLarge(this.#options.maxRequestBytes))
  }

  #end(): void {
    this.#options.deadlines.remove(this)
    if (this.#refused) this.#response.end()
    else this.#whole(this.#chunks.length === 1 ? this.#first : Buffer.concat(this.#chunks))
  }

  get #first(): Buffer {
    return this.#chunks[0] as Buffer
  }

  #refuse(answer: Reply): ServerResponse {
    this.#refused = true
    this.#chunks.length = 0
    this.#response.shouldKeepAlive = false
    writeHead(this.#response, answer)
    this.#response.write(answer.body)
    return this.#response
  }
}

/** Writes the status line and headers of a whole answer. */
export function writeHead(response: ServerResponse, answer: Reply): void {
  const { status, headers, body } = answer
  const out = replyHeaders(answer)
  if (status !== 204 && status !== 304) {
    // only an answer to HEAD may speak of a body that it does not have
    const given = response.req.method === 'HEAD' ? headers['content-length'] : undefined
    out.push('content-length', String(given ?? byteLength(body)))
  }
  response.writeHead(status, out)
}
