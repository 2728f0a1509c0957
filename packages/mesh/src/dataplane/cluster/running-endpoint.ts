import type { Client } from 'undici'
import type { Endpoint } from '../../model/cluster.ts'
import type { Candidate } from '../balance/candidate.ts'
import { PenaltyEwma } from '../balance/penalty-ewma.ts'
import { type ClusterPool, EndpointPool } from '../limits/connection-pool.ts'
import { EndpointHealth } from '../outlier/endpoint-health.ts'
import type { RequestMetrics, ServiceMetrics } from '../telemetry/request-metrics.ts'

// the transport below holds the real connections: here they are only counted
const counted = { open: () => undefined, close: () => {} }

/** What is known of an endpoint while it is there, over all configurations. */
export class RunningEndpoint implements Candidate {
  readonly key: string
  /** What the transport below calls. */
  readonly address: string
  readonly since: number
  readonly health: EndpointHealth
  readonly ewma: PenaltyEwma
  readonly cluster: ClusterPool
  /** For calls that the transport below carries. */
  readonly counted: EndpointPool<undefined>
  /** For requests on connections of the mesh's own; made for the first of them. */
  http: EndpointPool<Client> | undefined
  active = 0
  requests = 0
  #endpoint: Endpoint
  #metrics: ServiceMetrics | undefined

  constructor(
    key: string,
    address: string,
    endpoint: Endpoint,
    cluster: ClusterPool,
    now: () => number,
  ) {
    this.key = key
    this.address = address
    this.#endpoint = endpoint
    this.since = now()
    this.health = new EndpointHealth(key)
    this.ewma = new PenaltyEwma(this.since)
    this.cluster = cluster
    this.counted = new EndpointPool(cluster, counted, now)
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
