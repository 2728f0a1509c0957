import type { Dispatcher } from 'undici'
import type { Endpoint } from '../../model/cluster.ts'
import type { Candidate } from '../balance/candidate.ts'
import { PenaltyEwma } from '../balance/penalty-ewma.ts'
import { type ClusterPool, EndpointPool } from '../limits/connection-pool.ts'
import { EndpointHealth } from '../outlier/endpoint-health.ts'
import type { RequestMetrics, ServiceMetrics } from '../telemetry/request-metrics.ts'

/** What carries requests to an endpoint, one at a time. */
export type Link = Pick<Dispatcher, 'dispatch'>

// the transport below holds the real connections: here they are only counted
const counted = { open: () => undefined, close: () => {} }

/** What is known of an endpoint while it is there, over all configurations. */
export class RunningEndpoint implements Candidate {
  readonly key: string
  readonly since: number
  readonly health: EndpointHealth
  readonly ewma: PenaltyEwma
  readonly cluster: ClusterPool
  /** For calls that the transport below carries. */
  readonly counted: EndpointPool<undefined>
  /** For requests on connections of the mesh's own; made for the first of them. */
  http: EndpointPool<Link> | undefined
  active = 0
  requests = 0
  readonly #addressOf: (endpoint: Endpoint) => string
  #endpoint: Endpoint
  #metrics: ServiceMetrics | undefined

  constructor(
    key: string,
    addressOf: (endpoint: Endpoint) => string,
    endpoint: Endpoint,
    cluster: ClusterPool,
    now: () => number,
  ) {
    this.key = key
    this.#addressOf = addressOf
    this.#endpoint = endpoint
    this.since = now()
    this.health = new EndpointHealth(key)
    this.ewma = new PenaltyEwma(this.since)
    this.cluster = cluster
    this.counted = new EndpointPool(cluster, counted, now)
  }

  /** What the transport below calls, at this moment: an endpoint that is a name may move. */
  get address(): string {
    return this.#addressOf(this.#endpoint)
  }

  get weight(): number {
    return this.#endpoint.weight
  }

  /** What a new configuration says of it. */
  set endpoint(endpoint: Endpoint) {
    this.#endpoint = endpoint
    this.#metrics = undefined
  }

  /** It is gone: idle connections end now, the others with their request. */
  end(): void {
    this.counted.end()
    this.http?.end()
  }

  /** Where requests to it are counted. */
  metrics(all: RequestMetrics, service: string): ServiceMetrics {
    this.#metrics ??= all.of(service, this.#endpoint.labels.version)
    return this.#metrics
  }

  cost(now: number): number {
    return this.ewma.cost(this.active, now)
  }
}
