import type { IncomingHttpHeaders } from 'node:http'
import {
  byteLength,
  type Clock,
  type Payload,
  type Reply,
  type Stream,
  type Transport,
  TransportError,
  timeLeft,
} from '@watertight/ports'
import type { Dispatcher } from 'undici'
import type { Link } from '../../dataplane/cluster/running-endpoint.ts'
import { fromPairs } from './header-pairs.ts'

/** Longest silence of an answer, as undici has it. */
const idleMs = 300_000
/** A body that comes as a stream is gathered: the transport sends whole ones. */
const mostBytes = 1_048_576

/** Carries requests by the transport below, to an endpoint that it knows by name: a neighbour in this process, a host of the virtual network. */
export class TransportLink implements Link {
  readonly #transport: Pick<Transport, 'open'>
  readonly #to: string
  readonly #clock: Clock

  constructor(transport: Pick<Transport, 'open'>, to: string, clock: Clock) {
    this.#transport = transport
    this.#to = to
    this.#clock = clock
  }

  dispatch(asked: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const control = new Control()
    handler.onRequestStart?.(control, null)
    this.#carry(asked, handler, control).catch((error: Error) => {
      if (!control.aborted) handler.onResponseError?.(control, error)
    })
    return true
  }

  async #carry(
    asked: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
    control: Control,
  ): Promise<void> {
    if (asked.upgrade) return noUpgrade(handler, control)
    const headers = fromPairs(asked.headers as readonly (string | readonly string[])[])
    const reply = await this.#transport.open({
      ...{ to: this.#to, method: asked.method, path: asked.path, headers, idleMs },
      body: await whole(asked.body),
      deadline: this.#clock.now() + timeLeft(headers),
      signal: control.signal,
    })
    if (control.aborted) return leave(reply)
    handler.onResponseStart?.(control, reply.status, reply.headers as IncomingHttpHeaders, '')
    for await (const chunk of reply.body) {
      if (control.aborted) return
      handler.onResponseData?.(
        control,
        typeof chunk === 'string' ? Buffer.from(chunk) : asBuffer(chunk),
      )
      if (control.paused) await control.resumed()
    }
    if (!control.aborted) handler.onResponseEnd?.(control, {})
  }
}

/** Without a socket there is nothing to speak another protocol on. */
function noUpgrade(handler: Dispatcher.DispatchHandler, control: Control): void {
  const headers = { 'content-type': 'text/plain' }
  handler.onResponseStart?.(control, 501, headers, '')
  handler.onResponseData?.(
    control,
    Buffer.from('This endpoint is in the same process and cannot be connected to.'),
  )
  handler.onResponseEnd?.(control, {})
}

class Control implements Dispatcher.DispatchController {
  readonly rawHeaders = null
  readonly rawTrailers = null
  aborted = false
  paused = false
  reason: Error | null = null
  readonly #owner = new AbortController()
  #wake = () => {}

  get signal(): AbortSignal {
    return this.#owner.signal
  }

  abort(reason: Error): void {
    this.aborted = true
    this.reason = reason
    this.#owner.abort(reason)
    this.#wake()
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
    this.#wake()
  }

  resumed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

const leave = async ({ body }: Reply<Stream>): Promise<void> =>
  void (await body[Symbol.asyncIterator]().return?.())

const asBuffer = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length)

async function whole(body: Dispatcher.DispatchOptions['body']): Promise<Payload | undefined> {
  if (body == null) return undefined
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) {
    bytes += byteLength(chunk)
    if (bytes > mostBytes) throw new TransportError('WT_CALL_INVALID', 'a body of more than 1 MiB')
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  }
  return Buffer.concat(chunks)
}
