import type { Dispatcher } from 'undici'
import { answerBatches } from '../answer-batches.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { byteLength, copy } from '../payload.ts'
import { handlerFailed, tooLarge } from '../problem.ts'
import {
  type Handler,
  type Headers,
  type Payload,
  type Reply,
  type Request,
  type Stream,
  timeLeft,
} from '../transport.ts'
import { answerHeaders, replyHeaders, requestHeaders } from '../wire-headers.ts'
import { activity } from './activity.ts'

/** The services of this process, by name: calls between them need no socket. */
export type Neighbours = Map<string, InProcessServer>

export interface InProcessOptions {
  readonly clock: Clock
  readonly log: Log
  readonly maxRequestBytes: number
}

/** Answers the calls of one process as a connection would: nothing is shared but copies, and each call waits for its turn of the event loop. */
export class InProcessServer {
  readonly handler: Handler
  readonly options: InProcessOptions
  readonly inHand = new Set<Promise<unknown>>()
  readonly streams = new Set<Exchange>()
  isClosed = false
  readonly #closing = new AbortController()

  constructor(handler: Handler, options: InProcessOptions) {
    const closing = this.#closing.signal
    this.handler = answerBatches(handler, { ...options, activity, closing })
    this.options = options
  }

  dispatch(
    { method, path, headers, body }: Dispatcher.DispatchOptions,
    caller: Dispatcher.DispatchHandler,
  ): boolean {
    const sent = { method, path, headers: headers as string[], body: (body ?? '') as Payload }
    new Exchange(this, sent, caller).begin()
    return true
  }

  /** Takes requests for `graceMs` more, then waits for those in hand and breaks open streams. */
  async close(graceMs = 0): Promise<void> {
    this.#closing.abort()
    if (graceMs > 0)
      await new Promise<void>((resolve) => this.options.clock.after(graceMs, resolve))
    this.isClosed = true
    for (const stream of this.streams) stream.break()
    await Promise.allSettled(this.inHand)
    // the sources that were left end in this turn
    await this.turn()
  }

  /** Lets whatever else is due have its turn. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.options.clock.soon(resolve))
  }
}

/** Chunks that a stream may send in one turn: nobody waits for the end of a long one. */
const burst = 16

interface Sent extends Pick<Request, 'method' | 'path' | 'body'> {
  /** Name, value, name, value …. */
  readonly headers: readonly string[]
}

type ParsedHeaders = ReturnType<typeof answerHeaders>

/** One call: to the handler it is the request, to the caller what it holds the answer back or gives up by. */
class Exchange implements Request, Dispatcher.DispatchController {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: Payload
  readonly deadline: number
  aborted = false
  paused = false
  reason: Error | null = null
  readonly #server: InProcessServer
  readonly #caller: Dispatcher.DispatchHandler
  #gone: AbortController | undefined
  #source: AsyncIterator<Payload> | undefined
  #wake = () => {}

  constructor(
    server: InProcessServer,
    { method, path, headers, body }: Sent,
    caller: Dispatcher.DispatchHandler,
  ) {
    this.#server = server
    this.#caller = caller
    this.method = method
    this.path = path
    this.headers = requestHeaders(headers)
    this.body = copy(body)
    this.deadline = server.options.clock.now() + timeLeft(this.headers)
  }

  get trace(): string {
    const { traceparent } = this.headers
    return typeof traceparent === 'string' ? traceparent : ''
  }

  get signal(): AbortSignal {
    this.#gone ??= new AbortController()
    if (this.aborted) this.#gone.abort(this.reason)
    return this.#gone.signal
  }

  begin(): void {
    this.#caller.onRequestStart?.(this, {})
    this.#server.options.clock.soon(() => {
      if (this.aborted) return
      // nothing was done: told as a connection that is refused
      if (this.#server.isClosed) this.break('ECONNREFUSED')
      else void this.#serve()
    })
  }

  abort(reason: Error): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    this.#gone?.abort(reason)
    this.#wake()
    // a source that fails while it is left has nobody to tell
    this.#source?.return?.().catch(() => {})
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
    this.#wake()
  }

  /** There is no answer, or no more of it. */
  break(code = 'ECONNRESET'): void {
    const error = Object.assign(new Error('the server has closed'), { code })
    this.#caller.onResponseError?.(this, error)
  }

  async #serve(): Promise<void> {
    const { options, handler, inHand } = this.#server
    let answer: Reply<Payload | Stream>
    let headers: ParsedHeaders
    try {
      const handled =
        byteLength(this.body) > options.maxRequestBytes
          ? Promise.resolve(tooLarge(options.maxRequestBytes))
          : handler(this)
      inHand.add(handled)
      answer = await handled.finally(() => inHand.delete(handled))
      headers = answerHeaders(replyHeaders(answer))
    } catch (error) {
      this.#failed(error)
      answer = handlerFailed()
      headers = answerHeaders(replyHeaders(answer))
    }
    const { body, status } = answer
    if (typeof body === 'string' || body instanceof Uint8Array) {
      if (this.aborted) return
      const isEmpty = this.method === 'HEAD' || status === 204 || status === 304
      this.#caller.onResponseStart?.(this, status, headers)
      if (!isEmpty && body.length > 0) this.#caller.onResponseData?.(this, Buffer.from(body))
      this.#caller.onResponseEnd?.(this, {})
    } else await this.#flow(status, headers, body)
  }

  async #flow(status: number, headers: ParsedHeaders, body: Stream): Promise<void> {
    const source = body[Symbol.asyncIterator]()
    this.#source = source
    const { streams, isClosed } = this.#server
    if (isClosed) this.break()
    if (!this.aborted) this.#caller.onResponseStart?.(this, status, headers)
    streams.add(this)
    try {
      for (let chunks = 1; !this.aborted; chunks++) {
        const next = await source.next()
        if (next.done || this.aborted) break
        this.#caller.onResponseData?.(this, Buffer.from(next.value))
        if (this.paused) await new Promise<void>((resolve) => (this.#wake = resolve))
        else if (chunks % burst === 0) await this.#server.turn()
      }
      if (this.aborted) await source.return?.()
      else this.#caller.onResponseEnd?.(this, {})
    } catch (error) {
      this.#failed(error)
      if (!this.aborted) this.break()
    } finally {
      streams.delete(this)
    }
  }

  #failed(error: unknown): void {
    // the caller is gone, and with it whatever the handler still did for it
    if (this.aborted) return
    this.#server.options.log('error', `handler failed: ${this.method} ${this.path}`, { error })
  }
}
