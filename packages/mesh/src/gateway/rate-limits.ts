import type { Clock } from '@watertight/ports'
import { type RateLimiter, rateLimiter } from '@watertight/resilience/rate-limiter'
import type { Rate, RouteRates } from '../model/rate.ts'
import type { Snapshot } from '../model/snapshot.ts'

export interface RateSnapshot {
  /** `shop/shop, each client`, `shop/shop: orders`, `shop/shop: orders, each client`. */
  readonly name: string
  readonly admitted: number
  readonly refused: number
  /** Clients with a bucket of their own at the moment. */
  readonly clients?: number
}

interface Limit {
  /** Milliseconds after which the client may ask again; undefined where it may ask now. */
  refuse(client: string): number | undefined
  snapshot(): RateSnapshot
}

/** One bucket for all clients. */
class AllTogether implements Limit {
  readonly #bucket: RateLimiter

  constructor(name: string, rate: Rate, clock: Clock) {
    this.#bucket = bucketOf(name, rate, clock)
  }

  refuse(): number | undefined {
    return waitOf(this.#bucket)
  }

  snapshot(): RateSnapshot {
    const { name, admitted, rejected } = this.#bucket.snapshot()
    return { name, admitted, refused: rejected }
  }
}

/** So many clients have a bucket; the one that asked longest ago gives up its own. */
const mostClients = 10_000

/** A bucket for each client. */
class EachClient implements Limit {
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
  }

  refuse(client: string): number | undefined {
    const known = this.#buckets.get(client)
    const own = known ?? bucketOf(this.#name, this.#rate, this.#clock)
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

type Kind = typeof AllTogether | typeof EachClient

/** What a snapshot lets in. What one bucket refuses takes nothing of those behind it. */
export class RateLimits {
  readonly #clock: Clock
  #limits: ReadonlyMap<string, Limit> = new Map()
  #everywhere: readonly Limit[] = []
  #routes: ReadonlyMap<string, readonly Limit[]> = new Map()

  constructor(snapshot: Snapshot, clock: Clock) {
    this.#clock = clock
    this.update(snapshot)
  }

  /** A rate that stays keeps its buckets as they are; one that changes begins anew. */
  update({ rates, hosts }: Snapshot): void {
    const limits = new Map<string, Limit>()
    const limit = (kind: Kind, name: string, { perSecond, burst }: Rate): Limit => {
      const key = `${kind.name} ${name} ${perSecond} ${burst}`
      const known = limits.get(key) ?? this.#limits.get(key)
      const found = known ?? new kind(name, { perSecond, burst }, this.#clock)
      limits.set(key, found)
      return found
    }
    this.#everywhere = rates.map((rate) => limit(EachClient, `${rate.name}, each client`, rate))
    const routes = new Map<string, readonly Limit[]>()
    for (const { routes: some } of hosts.values())
      for (const { rates } of some) {
        if (rates === undefined || routes.has(rates.name)) continue
        const { name, all, eachClient } = rates
        routes.set(name, [
          ...(eachClient ? [limit(EachClient, `${name}, each client`, eachClient)] : []),
          ...(all ? [limit(AllTogether, name, all)] : []),
        ])
      }
    this.#routes = routes
    this.#limits = limits
  }

  /** Milliseconds after which the client may ask again; undefined where it may ask now. `route` has the rates of the route that takes it. */
  refuse(client: string, route: RouteRates | undefined): number | undefined {
    const wait = firstWait(this.#everywhere, client)
    if (wait !== undefined || route === undefined) return wait
    return firstWait(this.#routes.get(route.name) ?? [], client)
  }

  snapshot(): readonly RateSnapshot[] {
    return [...this.#limits.values()].map((limit) => limit.snapshot())
  }
}

function firstWait(limits: readonly Limit[], client: string): number | undefined {
  for (const limit of limits) {
    const wait = limit.refuse(client)
    if (wait !== undefined) return wait
  }
  return undefined
}

const bucketOf = (name: string, { perSecond, burst }: Rate, clock: Clock): RateLimiter =>
  rateLimiter({ name, limit: perSecond, perMs: 1_000, burst, maxWaitMs: 0 }, { clock })

function waitOf(one: RateLimiter): number | undefined {
  const turn = one.reserve({ maxWaitMs: 0 })
  return turn.isGranted ? undefined : turn.retryAfterMs
}
