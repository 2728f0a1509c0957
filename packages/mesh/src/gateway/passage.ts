import { type IncomingHttpHeaders, type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { byteLength, type Clock, type Payload, type Reply } from '@watertight/ports'
import type { Serving } from '@watertight/ports/node'
import type { Dispatcher } from 'undici'
import { replyHeaders } from './forwarded-headers.ts'
import { type Refusal, refusalReply } from './refusal.ts'
import { BodyTooLarge, hasBody } from './request-body.ts'
import { tunnel } from './tunnel.ts'

export interface PassageTools {
  readonly clock: Clock
  readonly stalledMs: number
  readonly serving: Serving
  readonly tunnels: Set<Duplex>
  refused(refusal: Refusal): void
  /** The answer is over, one way or the other. */
  ended(): void
}

/** A connection that asks for another protocol, and what it has sent beyond its request. */
export interface Upgrading {
  readonly socket: Duplex
  readonly head: Buffer
}

/** The way back of one request: what an endpoint answers, to the caller as it comes and no faster than the caller takes it. */
export class Passage implements Dispatcher.DispatchHandler {
  readonly response: ServerResponse
  readonly #message: IncomingMessage
  readonly #tools: PassageTools
  readonly #upgrading: Upgrading | undefined
  #control: Dispatcher.DispatchController | undefined
  #stalled: { cancel(): void } | undefined
  #isOver = false
  #isTunnel = false

  constructor(message: IncomingMessage, tools: PassageTools, over: ServerResponse | Upgrading) {
    this.#message = message
    this.#tools = tools
    if (over instanceof ServerResponse) this.response = over
    else {
      this.#upgrading = over
      this.response = responseOver(message, over.socket)
    }
    this.response.once('close', () => this.#closed())
  }

  /** An answer of the gateway itself. */
  answer(reply: Reply): void {
    const { response } = this
    if (response.destroyed || response.headersSent) {
      response.destroy()
      return
    }
    this.#writeHead(reply.status, {
      ...reply.headers,
      ...(reply.status !== 304 && { 'content-length': String(byteLength(reply.body)) }),
    })
    this.#end(reply.body)
  }

  refuse(refusal: Refusal): void {
    this.#tools.refused(refusal)
    this.answer(refusalReply(refusal))
  }

  onRequestStart(control: Dispatcher.DispatchController): void {
    this.#control = control
    if (this.response.destroyed) this.#closed()
  }

  onRequestUpgrade(
    _control: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    endpoint: Duplex,
  ): void {
    const { socket, head } = this.#upgrading as Upgrading
    this.#isOver = true
    this.#isTunnel = true
    this.response.detachSocket(socket as never)
    const { upgrade, connection: _, ...more } = headers
    const lines = [`HTTP/1.1 ${status} Switching Protocols`, 'connection: Upgrade']
    if (upgrade !== undefined) lines.push(`upgrade: ${upgrade}`)
    for (const [name, value] of Object.entries(replyHeaders(more)))
      for (const one of [value].flat()) lines.push(`${name}: ${one}`)
    socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
    if (head.length > 0) endpoint.write(head)
    const { tunnels, ended } = this.#tools
    tunnels.add(socket)
    socket.once('close', () => {
      tunnels.delete(socket)
      ended()
    })
    if (socket.destroyed) endpoint.destroy()
    else tunnel(socket, endpoint)
  }

  onResponseStart(
    control: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    // what is said while the answer is being made belongs to this hop
    if (status < 200 || this.#isOver) return
    try {
      this.#writeHead(status, replyHeaders(headers))
    } catch (error) {
      const { message } = error as Error
      this.refuse({
        code: 'WT_ANSWER_MALFORMED',
        what: `The answer cannot be passed on (${message})`,
      })
      control.abort(error as Error)
      return
    }
    const { serving } = this.#tools
    if (headers['content-type']?.startsWith('text/event-stream')) serving.streams.add(this.response)
    if (headers['content-length'] === undefined) this.response.flushHeaders()
  }

  onResponseData(control: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver || this.response.write(chunk)) return
    if (this.#stalled !== undefined) return
    control.pause()
    const { clock, stalledMs } = this.#tools
    this.#stalled = clock.after(stalledMs, () => this.response.destroy())
    this.response.once('drain', () => {
      this.#stalled?.cancel()
      this.#stalled = undefined
      control.resume()
    })
  }

  onResponseEnd(): void {
    if (!this.#isOver) this.#end('')
  }

  onResponseError(_control: Dispatcher.DispatchController | null, error: Error): void {
    const { response } = this
    if (this.#isOver || response.destroyed) return
    // the beginning is there already: what is cut must look cut
    if (response.headersSent) response.destroy()
    else if (error instanceof BodyTooLarge)
      this.refuse({ code: 'WT_BODY_TOO_LARGE', what: error.message })
    else
      this.refuse({
        code: 'WT_CALL_INVALID',
        what: `The request cannot be passed on (${error.message.slice(0, 200)})`,
      })
  }

  #writeHead(status: number, headers: Readonly<Record<string, unknown>>): void {
    const { response } = this
    // a body that is not read to its end leaves no room for another request
    const isClosing = this.#tools.serving.phase !== 'open' || this.#upgrading !== undefined
    if (isClosing || this.#isUnread) response.shouldKeepAlive = false
    response.writeHead(status, headers as IncomingHttpHeaders)
  }

  /** Whether a part of the body has not come yet. */
  get #isUnread(): boolean {
    return !this.#message.complete && hasBody(this.#message)
  }

  /** The connection stays until the caller has said what it has to say: closed at once, it would be reset before the answer is read. */
  #end(last: Payload): void {
    this.#isOver = true
    const { response } = this
    const message = this.#message
    if (!this.#isUnread || this.#upgrading !== undefined) response.end(last)
    else {
      if (last.length > 0) response.write(last)
      message.unpipe()
      message.resume()
      message.once('end', () => response.end())
      message.once('close', () => response.end())
    }
  }

  #closed(): void {
    const { serving, ended } = this.#tools
    serving.streams.delete(this.response)
    this.#stalled?.cancel()
    if (this.#isTunnel) return
    if (!this.#isOver) {
      this.#isOver = true
      this.#control?.abort(new Error('the caller left'))
    }
    ended()
  }
}

/** The answer to an upgrade that is refused is an answer like any other, and ends its connection. */
function responseOver(message: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(message)
  response.assignSocket(socket as never)
  response.once('finish', () => (socket as { destroySoon?: () => void }).destroySoon?.())
  socket.on('error', () => socket.destroy())
  socket.once('close', () => response.destroy())
  return response
}
