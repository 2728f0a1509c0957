export type { Caller } from './config/compile/caller.ts'
export type { Discovered } from './config/compile/services.ts'
export { snapshotOf } from './config/compile/snapshot-of.ts'
export {
  type ExplainedDestination,
  type ExplainedRoute,
  type Explanation,
  explain,
} from './config/explain/explain.ts'
export { checkMesh } from './config/lint/check-mesh.ts'
export { inWords as problemInWords, type Problem as RuleProblem } from './config/problem/problem.ts'
export { type MeshRules, readMesh } from './config/read/read-mesh.ts'
export type { MeshFile } from './config/read/source.ts'
export type { Resource } from './config/schema/kinds.ts'
export {
  type BehindRules,
  type BehindRulesOptions,
  behindRules,
  type MeshStatus,
} from './config/watch/behind-rules.ts'
export { MeshRulesError } from './config/watch/mesh-rules-error.ts'
export {
  type MeshPush,
  type MeshWatch,
  type MeshWatchOptions,
  watchMesh,
} from './config/watch/watch-mesh.ts'
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
export type { Cluster, Endpoint } from './model/cluster.ts'
export type { Route } from './model/route.ts'
export type { Snapshot } from './model/snapshot.ts'
