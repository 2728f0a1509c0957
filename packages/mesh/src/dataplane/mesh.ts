import { type Mesh, type MeshOptions, RunningMesh } from './running-mesh.ts'

/**
 * Istio's rules without a sidecar: a transport over a transport.
 *
 * What the mesh itself refuses is an answer, as Envoy gives it (404, 503); what goes wrong on the way is a `TransportError`, which
 * says whether the effect may have happened.
 *
 * ```ts
 * import { mesh, type Snapshot } from '@watertight/mesh'
 * import type { Ports } from '@watertight/ports'
 *
 * export function portsBehindMesh(ports: Ports, rules: Snapshot): Ports {
 *   const { transport } = mesh({ ports, snapshot: rules, sink: (event) => ports.log('info', event.is, event) })
 *   return { ...ports, transport }
 * }
 * ```
 */
export const mesh = (options: MeshOptions): Mesh => new RunningMesh(options)
