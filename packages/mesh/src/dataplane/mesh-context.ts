import type { Clock, Deadlines, Transport } from '@watertight/ports'
import type { RequestMetrics } from './telemetry/request-metrics.ts'
import type { TraceIds } from './telemetry/trace-ids.ts'

/** What a request needs of the mesh, whichever rules it goes by. */
export interface MeshContext {
  readonly clock: Clock
  /** A float in [0, 1). */
  readonly random: () => number
  readonly transport: Transport
  readonly deadlines: Deadlines
  readonly metrics: RequestMetrics
  readonly traces: TraceIds
}
