import type { IncomingHttpHeaders } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import { byteLength, deadlineHeader, type Reply, type TransportErrorCode } from '@watertight/ports'
import type { Dispatcher } from 'undici'
import type { Link, RunningEndpoint } from '../../dataplane/cluster/running-endpoint.ts'
import { attemptHeader, Exchange } from '../../dataplane/exchange.ts'
import type { EndpointPool } from '../../dataplane/limits/connection-pool.ts'
import type { MeshContext } from '../../dataplane/mesh-context.ts'
import { replayBytes } from '../../dataplane/retry/would-retry.ts'
import { changedHeaders } from '../../dataplane/route/header-changes.ts'
import type { HostPlan } from '../../dataplane/route/host-plan.ts'
import { rewritePath } from '../../dataplane/route/rewrite.ts'
import type { Address } from '../../dataplane/route/target.ts'
import { localAnswer } from '../../dataplane/telemetry/local-answer.ts'
import type { Inbound } from '../inbound/inbound-context.ts'
import { DispatchTarget } from './dispatch-target.ts'
import { fromPairs, rawPairs, toPairs } from './header-pairs.ts'
import type { Links } from './links.ts'
import { callers, late, left, type Outcome, outcomeOf } from './outcome.ts'

type Raw = NonNullable<Dispatcher.DispatchController['rawHeaders']> | null

const infinite = Number.POSITIVE_INFINITY
/** What Envoy takes of a caller at most. */
const maxRequestHeaderBytes = 61_440

/** A request of undici. To the connection it is the handler, to who asked the controller of all its tries. */
export class DispatchExchange
  extends Exchange<Link>
  implements Dispatcher.DispatchHandler, Dispatcher.DispatchController
{
  rawHeaders: Raw = null
  rawTrailers: Raw = null
  aborted = false
  reason: Error | null = null
  protected readonly target: DispatchTarget
  protected readonly canRetry: boolean
  readonly #asked: Dispatcher.DispatchOptions
  readonly #handler: Dispatcher.DispatchHandler
  readonly #links: Links
  readonly #inbound: Inbound | undefined
  #sent: Sent | undefined
  #try: Dispatcher.DispatchController | undefined
  #isUnderWay = false
  /** Whether the caller has a part of the answer; its status then. */
  #status = 0
  #isOver = false
  #outcome: Outcome | undefined

  constructor(
    context: MeshContext,
    address: Address,
    links: Links,
    inbound: Inbound | undefined,
    asked: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ) {
    super(context, address, inbound === undefined ? infinite : inbound.deadline)
    this.#asked = asked
    this.#handler = handler
    this.#links = links
    this.#inbound = inbound
    this.target = new DispatchTarget(address, asked)
    this.canRetry = canReplay(asked)
  }

  run(rules: Pick<HostPlan, 'find'>): void {
    this.#handler.onRequestStart?.(this, null)
    // a caller that had left already says so here
    if (this.#isOver) return
    this.#inbound?.calls.add(this)
    if (this.target.size <= maxRequestHeaderBytes) this.begin(rules)
    else
      this.refuse(
        431,
        'DPE',
        `${this.target.size} bytes of headers, of ${maxRequestHeaderBytes}: send fewer.`,
      )
  }

  // the controller

  get paused(): boolean {
    return this.#try?.paused ?? false
  }

  pause(): void {
    this.#try?.pause()
  }

  resume(): void {
    this.#try?.resume()
  }

  abort(reason: Error): void {
    if (this.#isOver) return
    this.aborted = true
    this.reason = reason
    if (this.#isUnderWay) this.#break(left, reason)
    else this.leave('WT_ABORTED', reason)
    // asked for before anything began
    if (!this.#isOver) this.fail('WT_ABORTED', reason)
  }

  // the handler

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#try = controller
  }

  onResponseStarted(): void {
    this.#handler.onResponseStarted?.()
  }

  onBodySent(chunk: Buffer): void {
    this.#handler.onBodySent?.(chunk)
  }

  onRequestSent(): void {
    this.#handler.onRequestSent?.()
  }

  onRequestUpgrade(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    socket: Duplex,
  ): void {
    this.answered(status, headers)
    this.#isUnderWay = false
    this.context.deadlines.remove(this)
    this.rawHeaders = controller.rawHeaders ?? null
    // the connection is this conversation's own from now on
    this.#isOver = true
    this.#inbound?.calls.delete(this)
    socket.once('close', () => {
      this.release(true)
      this.record(status, true)
    })
    this.#handler.onRequestUpgrade?.(this, status, headers, socket)
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    message?: string,
  ): void {
    if (!this.#isUnderWay) return
    if (status < 200) {
      this.#handler.onResponseStart?.(this, status, headers, message)
      return
    }
    if (!this.answered(status, headers)) {
      // as Envoy does: not read to its end, but left, and the connection with it
      this.#endTry(new Error('another try follows'))
      this.again()
      return
    }
    this.#status = status
    // the timeout of a try ends with the first byte of its answer, the timeout of all does not
    if (this.deadline === infinite) this.context.deadlines.remove(this)
    else this.due = this.deadline
    const { response } = this.destination
    this.rawHeaders = controller.rawHeaders ?? null
    let out = headers
    if (response !== undefined) {
      out = changedHeaders(headers, response) as IncomingHttpHeaders
      this.rawHeaders = rawPairs(out)
    }
    this.#handler.onResponseStart?.(this, status, out, message)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isUnderWay) this.#handler.onResponseData?.(this, chunk)
  }

  onResponseEnd(controller: Dispatcher.DispatchController, trailers: IncomingHttpHeaders): void {
    if (!this.#isUnderWay) return
    this.#isUnderWay = false
    this.context.deadlines.remove(this)
    this.release(false)
    this.rawTrailers = controller.rawTrailers ?? null
    this.#over(this.#status)
    this.#handler.onResponseEnd?.(this, trailers)
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (!this.#isUnderWay) return
    const isCallers = (this.#asked.body as Readable | undefined)?.errored === error
    this.#break(isCallers ? callers : outcomeOf(error, this.#try !== undefined), error)
  }

  // the time

  expire(): void {
    if (this.#isUnderWay) this.#break(late, new Error('no answer in time'))
    else this.leave('WT_DEADLINE')
  }

  // what an exchange asks of its carrier

  protected poolOf(endpoint: RunningEndpoint): EndpointPool<Link> {
    return this.#links.poolOf(endpoint)
  }

  protected prepare(): void {
    const { deadline, destination, target } = this
    const { match, route } = this.plan
    const { pairs } = target
    const host = route.rewrite?.authority ?? target.authority
    let headers: (string | readonly string[])[] = pairs
    if (destination.request !== undefined) {
      const changed = changedHeaders({ ...fromPairs(pairs), host }, destination.request)
      headers = toPairs(changed)
    } else headers.push('host', host)
    const trace = target.trace ?? this.#inbound?.trace ?? this.context.traces.next()
    headers.push('traceparent', trace, attemptHeader)
    const path = rewritePath(route.rewrite, match, target.path) + target.search
    this.#sent = new Sent(this.#asked, path, headers, {
      all: deadline < infinite,
      each: route.retries.perTryTimeoutMs !== undefined,
    })
  }

  protected send(_endpoint: RunningEndpoint, link: Link, now: number, due: number): void {
    const sent = this.#sent as Sent
    this.#isUnderWay = true
    this.#try = undefined
    if (due < infinite) {
      this.due = due
      this.context.deadlines.add(this)
    }
    sent.sayTry(this.number, due - now)
    link.dispatch(sent, this)
  }

  protected answerHere({ status, headers, body }: Reply): void {
    this.#over(status, false)
    // what would have been sent is not read any more
    if (isStream(this.#asked.body)) this.#asked.body.destroy()
    const handler = this.#handler
    this.rawHeaders = rawPairs(headers)
    // not before the caller knows that its request is under way
    queueMicrotask(() => {
      handler.onResponseStart?.(this, status, headers as IncomingHttpHeaders, '')
      if (body.length > 0) handler.onResponseData?.(this, Buffer.from(body as string))
      handler.onResponseEnd?.(this, {})
    })
  }

  protected fail(code: TransportErrorCode, cause?: unknown): void {
    const status = code === 'WT_DEADLINE' ? 504 : this.#outcome?.status
    const error = cause instanceof Error ? cause : new Error(code, { cause })
    if (code === 'WT_ABORTED' || this.#status > 0 || status === undefined) {
      this.#over(0)
      this.#handler.onResponseError?.(this, error)
      return
    }
    const flag = this.flags?.at(-1) ?? 'UC'
    const to = this.destination?.cluster.cluster.key ?? this.address.authority
    this.answerHere(localAnswer(status, flag, `${to}: ${error.message}.`))
  }

  protected waits(): void {}

  #break(outcome: Outcome, error: Error): void {
    const isUnsent = outcome.code === 'WT_CALL_INVALID' && this.#try === undefined
    this.#endTry(error, !isUnsent)
    this.#outcome = outcome
    const began = this.#status > 0
    if (began && outcome.code === 'WT_LOST') this.brokeOff()
    if (began) {
      this.flags = [...(this.flags ?? []), outcome.flag]
      this.fail(outcome.code, error)
    } else if (this.broke(outcome.code, false, outcome.flag)) this.fail(outcome.code, error)
    else this.again()
  }

  /** What still comes of this try is not heard any more. */
  #endTry(reason: Error, isBroken = true): void {
    this.#isUnderWay = false
    this.context.deadlines.remove(this)
    this.#try?.abort(reason)
    this.release(isBroken)
  }

  #over(status: number, isAnswerOfEndpoint = status > 0): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#inbound?.calls.delete(this)
    this.record(status, isAnswerOfEndpoint)
  }
}

/** What a connection is asked for. Always of the same shape, for undici reads it on every call. */
class Sent implements Dispatcher.DispatchOptions {
  readonly path: string
  readonly method: Dispatcher.HttpMethod
  readonly body: NonNullable<Dispatcher.DispatchOptions['body']> | null
  readonly headers: string[]
  readonly headersTimeout: number | null
  readonly bodyTimeout: number | null
  readonly upgrade: string | null
  readonly idempotent: boolean
  readonly blocking: boolean
  readonly reset: boolean
  readonly #triesAt: number

  constructor(
    asked: Dispatcher.DispatchOptions,
    path: string,
    headers: (string | readonly string[])[],
    isTimed: { readonly all: boolean; readonly each: boolean },
  ) {
    const { body, bodyTimeout, headersTimeout, idempotent, method, reset, upgrade } = asked
    this.path = path
    this.method = method
    this.body = body ?? null
    this.#triesAt = headers.length
    const hasLimit = isTimed.all || isTimed.each
    this.headers = headers as string[]
    // where the mesh watches the time, undici need not
    this.headersTimeout = headersTimeout ?? (hasLimit ? 0 : null)
    this.bodyTimeout = bodyTimeout ?? (isTimed.all ? 0 : null)
    this.upgrade = typeof upgrade === 'string' ? upgrade : null
    this.idempotent = idempotent ?? (method === 'GET' || method === 'HEAD')
    this.blocking = asked.blocking ?? method !== 'HEAD'
    // to undici false is an order, and null is none
    this.reset = (reset ?? null) as boolean
  }

  sayTry(number: number, leftMs: number): void {
    const { headers } = this
    if (headers.length > this.#triesAt) headers.length = this.#triesAt
    headers.push(number === 1 ? '1' : String(number))
    if (leftMs < infinite) headers.push(deadlineHeader, String(Math.max(1, Math.ceil(leftMs))))
  }
}

const isStream = (body: unknown): body is Readable =>
  typeof body === 'object' && body !== null && 'pipe' in body

/** A stream can be read once; a large body is not kept. */
function canReplay({ body, upgrade }: Dispatcher.DispatchOptions): boolean {
  if (upgrade != null && upgrade !== false) return false
  if (body == null) return true
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return false
  return body.length <= replayBytes && byteLength(body) <= replayBytes
}
