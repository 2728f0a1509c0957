import type { Handler, Payload, Ports, Reply, Request, Stream } from '@watertight/ports'
import {
  type BreakerOptions,
  type BreakerSnapshot,
  type CircuitBreaker,
  circuitBreaker,
} from '@watertight/resilience'
import { type FailureCode, failureAnswers } from './failure-answer.ts'
import { replyHeaders, requestHeaders } from './forwarded-headers.ts'
import type { HttpRoute } from './http-route.ts'
import { problem } from './problem.ts'
import { readTarget } from './request-target.ts'
import { RouteFigures, type RouteSnapshot } from './route-figures.ts'
import { type CompiledRoute, compileRoutes, type Matched, matchRoute } from './route-table.ts'
import { nextTrace } from './trace-context.ts'
import { callUpstream } from './upstream-call.ts'

export interface GatewayOptions {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'transport'>
  /** In order: the first that matches takes the request. */
  readonly routes: readonly HttpRoute[]
  /** Of each destination's circuit breaker. */
  readonly breaker?: Omit<BreakerOptions, 'name' | 'classify'>
  readonly scheme?: 'http' | 'https'
  readonly behindProxy?: boolean
  /** What a caller is told to wait for a service that cannot be reached. */
  readonly retryAfterMs?: number
}

export const gatewayDefaults = Object.freeze({
  breaker: Object.freeze({}),
  scheme: 'http' as 'http' | 'https',
  behindProxy: false,
  retryAfterMs: 1000,
})

export interface GatewaySnapshot {
  readonly routes: readonly RouteSnapshot[]
  readonly destinations: readonly BreakerSnapshot[]
  /** Requests that no route took. */
  readonly unrouted: number
  /** Requests refused for a path that could be read in two ways. */
  readonly ambiguous: number
}

export interface Gateway extends Handler {
  /** Plain JSON, for a screen or metrics. */
  snapshot(): GatewaySnapshot
}

/**
 * The one door for people: a handler that routes requests to services.
 *
 * ```ts
 * import type { Ports } from '@watertight/ports'
 * import { gateway } from '@watertight/mesh'
 *
 * export function startDoor(ports: Ports) {
 *   const orders = {
 *     name: 'orders',
 *     match: [{ uri: { prefix: '/api/orders/' } }],
 *     rewrite: { uri: '/' },
 *     route: [{ destination: { host: 'orders' } }],
 *     timeout: '5s',
 *   } as const
 *   return ports.transport.serve('gateway', gateway({ ports, routes: [orders] }))
 * }
 * ```
 */
export function gateway(options: GatewayOptions): Gateway {
  const running = new RunningGateway(options)
  return Object.assign((request: Request) => running.handle(request), {
    snapshot: () => running.snapshot(),
  })
}

class RunningGateway {
  readonly #options: Required<GatewayOptions>
  readonly #routes: readonly CompiledRoute[]
  readonly #figures: readonly RouteFigures[]
  readonly #breakers = new Map<string, CircuitBreaker>()
  #unrouted = 0
  #ambiguous = 0

  constructor(options: GatewayOptions) {
    this.#options = { ...gatewayDefaults, ...options }
    this.#routes = compileRoutes(options.routes)
    this.#figures = this.#routes.map(({ name }) => new RouteFigures(name))
    const { clock, random } = options.ports
    const given = { clock, random: () => random.next() }
    for (const { host } of this.#routes)
      if (!this.#breakers.has(host))
        this.#breakers.set(host, circuitBreaker({ ...options.breaker, name: host }, given))
  }

  async handle(request: Request): Promise<Reply<Payload | Stream>> {
    const target = readTarget(request.path)
    if (typeof target === 'string') {
      this.#ambiguous++
      return problem({
        status: 400,
        title: 'Bad Request',
        code: 'WT_AMBIGUOUS_PATH',
        detail: `The path can be read in two ways: ${target}. Send it in its plain form.`,
      })
    }
    const matched = matchRoute(this.#routes, request.method, target.path)
    if (matched === undefined) {
      this.#unrouted++
      return problem({
        status: 404,
        title: 'Not Found',
        code: 'WT_NO_ROUTE',
        detail: `No route takes ${request.method} ${target.path}. Check the path and the method.`,
      })
    }
    const { clock } = this.#options.ports
    const figures = this.#figures[matched.route.index] as RouteFigures
    const startedAt = clock.now()
    figures.begin()
    let status = 500
    try {
      const answer = await this.#forward(request, matched, target.query, figures)
      status = answer.status
      return answer
    } finally {
      figures.end(status, clock.now() - startedAt)
    }
  }

  snapshot(): GatewaySnapshot {
    return {
      routes: this.#figures.map((figures) => figures.snapshot()),
      destinations: [...this.#breakers.values()].map((breaker) => breaker.snapshot()),
      unrouted: this.#unrouted,
      ambiguous: this.#ambiguous,
    }
  }

  async #forward(
    request: Request,
    { route, path }: Matched,
    query: string,
    figures: RouteFigures,
  ): Promise<Reply<Payload | Stream>> {
    const { ports } = this.#options
    const { trace, isNew } = nextTrace(request.trace, ports.random)
    const limit = ports.clock.now() + route.timeoutMs
    // written so that a deadline that is no number loses
    const isCallersDeadline = request.deadline < limit
    const breaker = this.#breakers.get(route.host) as CircuitBreaker
    const answer = await callUpstream({
      clock: ports.clock,
      random: ports.random,
      transport: ports.transport,
      breaker,
      retries: route.retries,
      idleMs: route.stream ? route.idleMs : undefined,
      isCallersDeadline,
      onRetry: () => figures.retries++,
      call: {
        to: route.host,
        method: request.method,
        path: path + query,
        headers: requestHeaders(request.headers, this.#options, !isNew),
        ...(request.body.length > 0 && { body: request.body }),
        deadline: isCallersDeadline ? request.deadline : limit,
        trace,
        signal: request.signal,
      },
    })
    if ('failed' in answer) return this.#failure(answer.failed, breaker, figures, trace)
    return {
      status: answer.status,
      headers: replyHeaders(answer.headers),
      body: answer.body,
    }
  }

  #failure(
    code: FailureCode,
    breaker: CircuitBreaker,
    figures: RouteFigures,
    trace: string,
  ): Reply {
    const { status, title, flag, detail } = failureAnswers[code]
    figures.flags[flag]++
    return problem({
      status,
      title,
      code,
      detail: detail(breaker.name),
      trace: trace.slice(3, 35),
      ...(status === 503 && {
        retryAfterMs: Math.max(breaker.retryAfterMs(), this.#options.retryAfterMs),
      }),
    })
  }
}
