import type { Clock, Random, Transport } from '@watertight/ports'
import type { Route } from '../model/route.ts'
import type { DestinationCluster } from './cluster/destination.ts'
import type { Labels } from './route/match-route.ts'
import type { RequestMetrics } from './telemetry/request-metrics.ts'

/** What a request needs of the mesh; the clusters are those of the snapshot that it began with. */
export interface MeshContext {
  readonly clock: Clock
  readonly random: Random
  readonly transport: Transport
  readonly labels: Labels
  readonly metrics: RequestMetrics
  readonly clusters: ReadonlyMap<string, DestinationCluster>
}

/** A forwarding rule that took the request. */
export type Forward = Route & { readonly action: Extract<Route['action'], { is: 'forward' }> }
