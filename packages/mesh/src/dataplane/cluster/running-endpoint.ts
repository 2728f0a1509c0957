import type { Endpoint } from '../../model/cluster.ts'
import type { Candidate } from '../balance/candidate.ts'
import { PenaltyEwma } from '../balance/penalty-ewma.ts'
import { type ClusterPool, EndpointPool } from '../limits/connection-pool.ts'
import { EndpointHealth } from '../outlier/endpoint-health.ts'

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
  readonly pool: EndpointPool<undefined>
  endpoint: Endpoint
  active = 0
  requests = 0

  constructor(
    key: string,
    address: string,
    endpoint: Endpoint,
    cluster: ClusterPool,
    now: () => number,
  ) {
    this.key = key
    this.address = address
    this.endpoint = endpoint
    this.since = now()
    this.health = new EndpointHealth(key)
    this.ewma = new PenaltyEwma(this.since)
    this.pool = new EndpointPool(cluster, counted, now)
  }

  get weight(): number {
    return this.endpoint.weight
  }

  cost(now: number): number {
    return this.ewma.cost(this.active, now)
  }
}
