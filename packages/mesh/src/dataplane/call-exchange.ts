import {
  byteLength,
  type Call,
  type Headers,
  type Payload,
  type Reply,
  type Stream,
  TransportError,
  type TransportErrorCode,
} from '@watertight/ports'
import type { RunningEndpoint } from './cluster/running-endpoint.ts'
import { attemptHeader, Exchange, timeoutHeader } from './exchange.ts'
import type { EndpointPool } from './limits/connection-pool.ts'
import type { MeshContext } from './mesh-context.ts'
import { replayBytes } from './retry/would-retry.ts'
import { changedHeaders } from './route/header-changes.ts'
import type { HostPlan } from './route/host-plan.ts'
import { rewritePath } from './route/rewrite.ts'
import { type Address, CallTarget } from './route/target.ts'
import { watched } from './watched-stream.ts'

type Answer = Reply<Payload | Stream>

/** A call of the transport port, carried by the transport below; `idleMs` says that its answer is a stream. */
export class CallExchange extends Exchange<undefined> {
  protected readonly target: CallTarget
  protected readonly canRetry: boolean
  readonly #call: Call
  readonly #idleMs: number | undefined
  #path = ''
  #headers: Record<string, Headers[string]> = {}
  #trace = ''
  #resolve!: (answer: Answer) => void
  #reject!: (error: unknown) => void

  constructor(context: MeshContext, address: Address, call: Call, idleMs: number | undefined) {
    super(context, address, call.deadline)
    this.#call = call
    this.#idleMs = idleMs
    this.target = new CallTarget(address, call.method, call.path, call.headers)
    const { body } = call
    // no text has fewer bytes than characters
    this.canRetry =
      body === undefined || (body.length <= replayBytes && byteLength(body) <= replayBytes)
  }

  run(rules: HostPlan): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      this.begin(rules)
    })
  }

  handleEvent(): void {
    this.leave('WT_ABORTED', this.#call.signal?.reason)
  }

  expire(): void {
    this.leave('WT_DEADLINE')
  }

  protected poolOf(endpoint: RunningEndpoint): EndpointPool<undefined> {
    return endpoint.counted
  }

  protected prepare(): void {
    const { destination, target } = this
    const { match, route } = this.plan
    const { headers } = target
    if (headers[timeoutHeader] !== undefined) delete headers[timeoutHeader]
    headers.host = route.rewrite?.authority ?? target.authority
    this.#headers =
      destination.request === undefined ? headers : changedHeaders(headers, destination.request)
    this.#path =
      route.rewrite === undefined
        ? this.#call.path
        : rewritePath(route.rewrite, match, target.path) + target.search
    const trace = this.#call.trace ?? target.header('traceparent')
    this.#trace = trace ?? this.context.traces.next()
  }

  protected send({ address }: RunningEndpoint, _link: undefined, _now: number, due: number): void {
    const { method, body, signal } = this.#call
    // whoever got the first try may still read it
    const headers = this.number === 1 ? this.#headers : { ...this.#headers }
    headers[attemptHeader] = String(this.number)
    const call = {
      to: address,
      method,
      path: this.#path,
      headers,
      body,
      deadline: due,
      connectMs: this.destination.cluster.cluster.limits.connectTimeoutMs,
      trace: this.#trace,
      signal,
    }
    const { transport } = this.context
    const idleMs = this.#idleMs
    let answer: Promise<Answer>
    try {
      answer = idleMs === undefined ? transport.call(call) : transport.open({ ...call, idleMs })
    } catch (error) {
      // a later try begins in a timer, where nobody would catch it
      this.#error(error)
      return
    }
    answer.then(this.#answer, this.#error)
  }

  protected answerHere(reply: Reply): void {
    this.record(reply.status, false)
    this.#resolve(reply)
  }

  protected fail(code: TransportErrorCode, cause?: unknown, answerBegan = false): void {
    this.record(0, false)
    // the caller asked for a name, and knows no addresses
    this.#reject(new TransportError(code, this.#call.to, cause, answerBegan))
  }

  protected waits(isWaiting: boolean): void {
    const { signal } = this.#call
    if (signal === undefined) return
    if (!isWaiting) signal.removeEventListener('abort', this)
    else if (signal.aborted) this.handleEvent()
    else signal.addEventListener('abort', this, { once: true })
  }

  readonly #answer = (reply: Answer): void => {
    const isPassedOn = this.answered(reply.status, reply.headers)
    const { body } = reply
    if (typeof body === 'string' || body instanceof Uint8Array) {
      this.release(false)
      if (!isPassedOn) {
        this.again()
        return
      }
      this.record(reply.status, true, this.answeredAt)
      this.#resolve(this.#changed(reply, body))
    } else if (isPassedOn) this.#resolve(this.#changed(reply, this.#watched(reply.status, body)))
    else void this.#drop(body)
  }

  readonly #error = (error: unknown): void => {
    if (!(error instanceof TransportError)) {
      this.abandon()
      this.record(0, false)
      this.#reject(error)
      return
    }
    this.release(true)
    const { code, answerBegan } = error
    if (this.broke(code, answerBegan)) this.fail(code, error, answerBegan)
    else this.again()
  }

  #changed(reply: Answer, body: Payload | Stream): Answer {
    const { response } = this.destination
    if (response === undefined && body === reply.body) return reply
    const headers = response === undefined ? reply.headers : changedHeaders(reply.headers, response)
    return { status: reply.status, headers, body }
  }

  #watched(status: number, body: Stream): Stream {
    return watched(body, (error) => {
      if (error instanceof TransportError && error.code === 'WT_LOST') this.brokeOff()
      this.release(error !== undefined)
      this.record(status, true)
    })
  }

  /** Lets go of a stream that is not passed on. */
  async #drop(body: Stream): Promise<void> {
    try {
      await body[Symbol.asyncIterator]().return?.()
      this.release(false)
    } catch {
      this.release(true)
    }
    this.again()
  }
}
