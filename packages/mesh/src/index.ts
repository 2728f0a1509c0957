export { mesh } from './dataplane/mesh.ts'
export type {
  ClusterStats,
  EndpointStats,
  Mesh,
  MeshOptions,
  MeshStats,
} from './dataplane/running-mesh.ts'
export type { MeshEvent } from './dataplane/telemetry/events.ts'
export { type Flag as ResponseFlag, flagMeanings } from './dataplane/telemetry/flags.ts'
export { durationBounds, type RequestSeries } from './dataplane/telemetry/request-metrics.ts'
export {
  type Gateway,
  type GatewayOptions,
  type GatewaySnapshot,
  gateway,
  gatewayDefaults,
} from './gateway/gateway.ts'
export type { HttpMatch, HttpRoute } from './gateway/http-route.ts'
export type { Flag, RouteSnapshot } from './gateway/route-figures.ts'
export { routeDefaults } from './gateway/route-table.ts'
export type { Cluster, Endpoint } from './model/cluster.ts'
export type { Route } from './model/route.ts'
export type { Snapshot } from './model/snapshot.ts'
