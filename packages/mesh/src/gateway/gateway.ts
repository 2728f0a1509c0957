import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { Deadlines, type Headers, timeLeft } from '@watertight/ports'
import {
  activity,
  httpListener,
  newServing,
  refuseDraining,
  serveNode,
} from '@watertight/ports/node'
import type { RoutePlan } from '../dataplane/route/route-plan.ts'
import { type Mesh, type MeshStats, RunningMesh } from '../dataplane/running-mesh.ts'
import { DispatchExchange } from '../fronts/http/dispatch-exchange.ts'
import { DispatchTarget } from '../fronts/http/dispatch-target.ts'
import { httpMeshDefaults } from '../fronts/http/http-mesh.ts'
import { Links } from '../fronts/http/links.ts'
import { Inbound } from '../fronts/inbound/inbound-context.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { askedOf } from './asked.ts'
import { clientName } from './client-name.ts'
import {
  type CheckedGatewayOptions,
  checkGatewayOptions,
  type GatewayOptions,
} from './gateway-options.ts'
import { Passage, type Upgrading } from './passage.ts'
import { RateLimits, type RateSnapshot } from './rate-limits.ts'
import { type Refusal, type RefusalCode, refusalCodes } from './refusal.ts'
import { isTooLarge, requestBody } from './request-body.ts'
import { readTarget } from './request-target.ts'
import { nextTrace } from './trace-context.ts'
import { visitors } from './visitors.ts'

export interface GatewaySnapshot {
  /** In all, whatever became of them, but for what its own handler is asked. */
  readonly requests: number
  /** Under way. */
  readonly active: number
  /** Connections that speak another protocol. */
  readonly tunnels: number
  /** Refused by the gateway itself. */
  readonly refused: Readonly<Record<RefusalCode, number>>
  readonly rates: readonly RateSnapshot[]
  /** What was sent on, by Istio's labels, and how the endpoints are. */
  readonly mesh: MeshStats
}

export interface Gateway {
  /** `http://127.0.0.1:4600`. */
  readonly address: string
  /** Takes over new rules at once; requests under way keep those they began with. */
  update(snapshot: Snapshot): void
  /** Plain JSON. */
  snapshot(): GatewaySnapshot
  /** The circuit breakers that its rules have made, by cluster: to force one, and to give the decision back. */
  readonly breakers: Mesh['breakers']
  /** For `graceMs` it still takes requests and ends each connection with its answer; then it refuses new ones, waits up to `limits.drainMs` for those under way, and cuts what is left. */
  close(graceMs?: number): Promise<void>
}

/**
 * The one door for people: an HTTP server that sends requests on by the rules of a mesh, as Istio's gateways do. Rejects with
 * `WT_GATEWAY_TOKEN` where other machines would reach it without a token, and with `WT_PORT_IN_USE`.
 *
 * ```ts
 * import { serveGateway } from '@watertight/mesh/gateway'
 * import type { Snapshot } from '@watertight/mesh'
 * import type { Ports } from '@watertight/ports'
 *
 * export async function startDoor(ports: Ports, snapshot: Snapshot) {
 *   const door = await serveGateway({ ports, snapshot, port: 8080 })
 *   return { address: door.address, stop: () => door.close() }
 * }
 * ```
 */
export async function serveGateway(options: GatewayOptions): Promise<Gateway> {
  const running = new RunningGateway(checkGatewayOptions(options))
  await running.listen()
  return running
}

class RunningGateway implements Gateway {
  address = ''
  readonly #options: CheckedGatewayOptions
  readonly #mesh: RunningMesh
  readonly #links: Links
  readonly #rates: RateLimits
  readonly #distrust: ReturnType<typeof visitors>
  readonly #serving = newServing()
  readonly #deadlines: Deadlines
  readonly #own: (message: IncomingMessage, response: ServerResponse) => void
  readonly #tunnels = new Set<Duplex>()
  readonly #passages = new Set<Passage>()
  readonly #refused = Object.fromEntries(refusalCodes.map((code) => [code, 0])) as Record<
    RefusalCode,
    number
  >
  #requests = 0
  #server: Awaited<ReturnType<typeof serveNode>> | undefined

  constructor(options: CheckedGatewayOptions) {
    const { ports, own, limits, snapshot } = options
    const { clock, log, transport } = ports
    this.#options = options
    this.#mesh = new RunningMesh(options)
    this.#links = new Links(clock, httpMeshDefaults.maxResponseHeaderBytes, transport)
    this.#rates = new RateLimits(snapshot, clock)
    this.#distrust = visitors(options)
    this.#deadlines = new Deadlines(clock)
    const { maxBodyBytes: maxRequestBytes, requestMs: receiveMs } = limits
    this.#own = own
      ? httpListener(
          own,
          { clock, log, deadlines: this.#deadlines, maxRequestBytes, receiveMs },
          this.#serving,
        )
      : (message, response) => this.#passage(message, response).refuse(noRoute(message))
  }

  async listen(): Promise<void> {
    const { host, port, portsAfter, ports, limits } = this.#options
    this.#server = await serveNode(
      (message, response) => this.#take(message, response),
      {
        ...{ host, port, portsAfter, clock: ports.clock, log: ports.log },
        limits: {
          maxHeaderSize: limits.maxHeaderBytes,
          headersTimeout: limits.headersMs,
          requestTimeout: limits.requestMs,
          connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
          // another protocol than this is not spoken, and what asks for it is answered in HTTP
          shouldUpgradeCallback: isWebSocket,
        },
        upgrade: (message, socket, head) => this.#pass(message, { socket, head }),
      },
      this.#serving,
    )
    this.address = this.#server.address
  }

  update(snapshot: Snapshot): void {
    this.#mesh.update(snapshot)
    this.#rates.update(snapshot)
  }

  breakers(): ReturnType<Mesh['breakers']> {
    return this.#mesh.breakers()
  }

  snapshot(): GatewaySnapshot {
    return {
      requests: this.#requests,
      active: this.#passages.size,
      tunnels: this.#tunnels.size,
      refused: { ...this.#refused },
      rates: this.#rates.snapshot(),
      mesh: this.#mesh.stats(),
    }
  }

  async close(graceMs = 0): Promise<void> {
    const { clock } = this.#options.ports
    const { drainMs } = this.#options.limits
    const leaving = clock.after(graceMs, () => {
      for (const socket of this.#tunnels) socket.end()
    })
    const cutting = clock.after(graceMs + drainMs, () => {
      for (const { response } of this.#passages) response.destroy()
      for (const socket of this.#tunnels) socket.destroy()
    })
    await this.#server?.close(graceMs)
    leaving.cancel()
    cutting.cancel()
    this.#deadlines.stop()
    this.#mesh.stop()
  }

  #take(message: IncomingMessage, response: ServerResponse): void {
    if (this.#serving.phase === 'refusing') refuseDraining(message, response)
    else this.#pass(message, response)
  }

  #pass(message: IncomingMessage, over: ServerResponse | Upgrading): void {
    const isUpgrade = 'head' in over
    const judged = this.#judge(message, isUpgrade)
    if ('code' in judged) this.#passage(message, over).refuse(judged)
    else if (judged.plan !== undefined) this.#send(message, over, judged.asked, judged.plan)
    else {
      const { method = '', headers } = message
      const file = this.#options.files?.answer(method, judged.path, headers as Headers)
      if (file !== undefined) this.#passage(message, over).answer(file)
      else if (isUpgrade) this.#passage(message, over).refuse(noRoute(message))
      else this.#own(message, over)
    }
  }

  /** Whether to let it in, and by which route. */
  #judge(message: IncomingMessage, isUpgrade: boolean): Refusal | Judged {
    const { method = '', headers, httpVersion, url = '' } = message
    // RFC 9112 §3.2
    if (headers.host === undefined && httpVersion === '1.1')
      return { code: 'WT_REQUEST_MALFORMED', what: 'The request names no host' }
    const distrusted = this.#distrust(method, headers as Headers, isUpgrade)
    if (distrusted !== undefined) return distrusted
    if (method === 'TRACE' || method === 'CONNECT')
      return { code: 'WT_METHOD_REFUSED', what: `${method} is not taken here` }
    const target = readTarget(url)
    if (typeof target === 'string')
      return { code: 'WT_AMBIGUOUS_PATH', what: `The path can be read in two ways: ${target}` }
    const asked = askedOf(message, isUpgrade, this.#options)
    const { address, rules } = this.#mesh.place(asked.origin)
    const plan = rules?.find(new DispatchTarget(address, asked))
    const retryAfterMs = this.#rates.refuse(this.#client(message), plan?.route.rates)
    if (retryAfterMs !== undefined)
      return { code: 'WT_RATE_LIMITED', what: 'There were too many requests', retryAfterMs }
    const { maxBodyBytes } = this.#options.limits
    if (plan !== undefined && isTooLarge(message, maxBodyBytes))
      return { code: 'WT_BODY_TOO_LARGE', what: `The body has more than ${maxBodyBytes} bytes` }
    return { asked, plan, path: target.path }
  }

  #send(
    message: IncomingMessage,
    over: ServerResponse | Upgrading,
    asked: Asked,
    plan: RoutePlan,
  ): void {
    const { ports, limits } = this.#options
    const { headers } = message
    const passage = this.#passage(message, over)
    const { trace } = nextTrace(String(headers.traceparent ?? ''), ports.random)
    const inbound = new Inbound(ports.clock.now() + timeLeft(headers as Headers), trace)
    const { context } = this.#mesh
    const { address } = this.#mesh.place(asked.origin)
    requestBody(message, limits.maxBodyBytes, (body) => {
      const sent = { ...asked, body }
      const exchange = new DispatchExchange(context, address, this.#links, inbound, sent, passage)
      exchange.run({ find: () => plan })
    })
  }

  #passage(message: IncomingMessage, over: ServerResponse | Upgrading): Passage {
    this.#requests++
    activity.mark()
    if (!('head' in over)) this.#serving.answering.set(message.socket, { message, response: over })
    const passage: Passage = new Passage(
      message,
      {
        ...{ clock: this.#options.ports.clock, stalledMs: this.#options.limits.stalledMs },
        ...{ serving: this.#serving, tunnels: this.#tunnels },
        refused: ({ code }) => void this.#refused[code]++,
        ended: () => {
          this.#passages.delete(passage)
          activity.mark()
        },
      },
      over,
    )
    this.#passages.add(passage)
    return passage
  }

  #client({ socket, headers }: IncomingMessage): string {
    return clientName(socket.remoteAddress, headers as Headers, this.#options.behindProxy)
  }
}

type Asked = ReturnType<typeof askedOf>

interface Judged {
  readonly asked: Asked
  /** What takes it; undefined where no rule does. */
  readonly plan: RoutePlan | undefined
  readonly path: string
}

const isWebSocket = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket'

const noRoute = ({ method, url }: IncomingMessage): Refusal => ({
  code: 'WT_NO_ROUTE',
  what: `No route takes ${method} ${url?.slice(0, 200)}`,
})
