import type { Clock } from '@watertight/ports'
import { type RateLimiter, rateLimiter } from '@watertight/resilience/rate-limiter'
import { GatewayError } from './gateway-error.ts'

/** A token bucket: so many requests a second on average, so many at once. */
export interface Rate {
  readonly perSecond: number
  /** As many as `perSecond`, at least 1, unless told. */
  readonly burst?: number
}

export interface Rates {
  /** Of each client, over everything it asks for. */
  readonly eachClient?: Rate
  /** By the name of a route. */
  readonly routes?: { readonly [route: string]: RouteRate }
}

export interface RouteRate {
  /** Of the route, over all clients. */
  readonly all?: Rate
  /** Of each client on this route. */
  readonly eachClient?: Rate
}

export interface RateSnapshot {
  readonly name: string
  readonly admitted: number
  readonly refused: number
  /** Clients with a bucket of their own at the moment. */
  readonly clients?: number
}

/** So many clients have a bucket; the one that asked longest ago gives up its own. */
const mostClients = 10_000

/** A bucket for each client. */
class EachClient {
  readonly #name: string
  readonly #rate: Rate
  readonly #clock: Clock
  readonly #buckets = new Map<string, RateLimiter>()
  #admitted = 0
  #refused = 0

  constructor(name: string, rate: Rate, clock: Clock) {
    this.#name = name
    this.#rate = rate
    this.#clock = clock
    // a rate out of range is told at the start
    bucket(name, rate, clock)
  }

  refuse(client: string): number | undefined {
    const known = this.#buckets.get(client)
    const own = known ?? bucket(this.#name, this.#rate, this.#clock)
    // the youngest use stands last
    if (known !== undefined) this.#buckets.delete(client)
    else if (this.#buckets.size >= mostClients)
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest)
        break
      }
    this.#buckets.set(client, own)
    const wait = waitOf(own)
    if (wait === undefined) this.#admitted++
    else this.#refused++
    return wait
  }

  snapshot(): RateSnapshot {
    const clients = this.#buckets.size
    return { name: this.#name, admitted: this.#admitted, refused: this.#refused, clients }
  }
}

/** Rates of clients and routes. What is refused takes nothing of the buckets behind. */
export class RateLimits {
  readonly #eachClient: EachClient | undefined
  readonly #routes = new Map<string, { readonly all?: RateLimiter; readonly each?: EachClient }>()

  /** Throws a `GatewayError` that names a rate out of range. */
  constructor({ eachClient, routes = {} }: Rates, clock: Clock) {
    this.#eachClient = eachClient && new EachClient('each client', eachClient, clock)
    for (const [route, { all, eachClient: each }] of Object.entries(routes))
      this.#routes.set(route, {
        ...(all && { all: bucket(route, all, clock) }),
        ...(each && { each: new EachClient(`each client of ${route}`, each, clock) }),
      })
  }

  get routes(): readonly string[] {
    return [...this.#routes.keys()]
  }

  /** Milliseconds after which the client may ask again; undefined where it may ask now. `route` is undefined for what no route takes. */
  refuse(client: string, route: string | undefined): number | undefined {
    const own = this.#eachClient?.refuse(client)
    if (own !== undefined || route === undefined) return own
    const limits = this.#routes.get(route)
    return limits?.each?.refuse(client) ?? (limits?.all && waitOf(limits.all))
  }

  snapshot(): readonly RateSnapshot[] {
    return [
      ...(this.#eachClient ? [this.#eachClient.snapshot()] : []),
      ...[...this.#routes.values()].flatMap(({ all, each }) => [
        ...(each ? [each.snapshot()] : []),
        ...(all ? [snapshotOf(all)] : []),
      ]),
    ]
  }
}

function bucket(name: string, { perSecond, burst }: Rate, clock: Clock): RateLimiter {
  try {
    const limit = { limit: perSecond, perMs: 1_000, maxWaitMs: 0 }
    return rateLimiter(
      { name, ...limit, burst: burst ?? Math.max(1, Math.ceil(perSecond)) },
      { clock },
    )
  } catch (error) {
    throw new GatewayError('WT_GATEWAY_OPTION', `rates: ${(error as Error).message}`)
  }
}

function waitOf(one: RateLimiter): number | undefined {
  const turn = one.reserve({ maxWaitMs: 0 })
  return turn.isGranted ? undefined : turn.retryAfterMs
}

function snapshotOf(one: RateLimiter): RateSnapshot {
  const { name, admitted, rejected } = one.snapshot()
  return { name, admitted, refused: rejected }
}
