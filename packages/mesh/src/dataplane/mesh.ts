import type {
  Call,
  Handler,
  Payload,
  Ports,
  Reply,
  Stream,
  StreamCall,
  Transport,
} from '@watertight/ports'
import type { BreakerSnapshot } from '@watertight/resilience'
import type { Endpoint } from '../model/cluster.ts'
import type { Route } from '../model/route.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { DestinationCluster } from './cluster/destination.ts'
import { RunningCluster } from './cluster/running-cluster.ts'
import type { MeshContext } from './mesh-context.ts'
import { MeshRequest } from './request.ts'
import type { Labels } from './route/match-route.ts'
import { hostOf } from './route/target.ts'
import type { MeshChange, MeshEvent } from './telemetry/events.ts'
import { RequestMetrics, type RequestSeries } from './telemetry/request-metrics.ts'

export interface MeshOptions {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'transport' | 'log'>
  readonly snapshot: Snapshot
  /** Of this process: rules may ask who calls. */
  readonly labels?: Labels
  /** What the transport below calls an endpoint; left out, `http://address:port`. */
  readonly addressOf?: (endpoint: Endpoint) => string
  /** Hears what happens. What it throws is logged. */
  readonly sink?: (event: MeshEvent) => void
}

export interface EndpointStats {
  readonly endpoint: string
  readonly active: number
  /** In all. */
  readonly requests: number
  readonly isEjected: boolean
  readonly ejections: number
}

export interface ClusterStats {
  readonly cluster: string
  readonly endpoints: readonly EndpointStats[]
  readonly connections: number
  readonly pending: number
  readonly requests: number
  readonly retries: number
  readonly breaker: BreakerSnapshot | undefined
}

export interface MeshStats {
  readonly version: string
  readonly requests: readonly RequestSeries[]
  readonly clusters: readonly ClusterStats[]
}

export interface Mesh {
  /** Calls to hosts that the snapshot names go by its rules, all others as they are. */
  readonly transport: Transport
  /** Takes over new rules at once. What is counted about a cluster and its endpoints stays; requests under way keep the rules they began with. */
  update(snapshot: Snapshot): void
  /** Plain JSON. */
  stats(): MeshStats
  /** Ends the periodic checks. */
  stop(): void
}

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

/** One snapshot with what runs for it: the pointer that an update swaps. */
interface Running {
  readonly snapshot: Snapshot
  readonly context: MeshContext
}

class RunningMesh implements Mesh {
  readonly transport: Transport
  readonly #options: MeshOptions
  readonly #metrics = new RequestMetrics()
  readonly #clusters = new Map<string, RunningCluster>()
  #running: Running

  constructor(options: MeshOptions) {
    this.#options = options
    this.#running = this.#start(options.snapshot)
    const { transport } = options.ports
    this.transport = {
      isPublic: transport.isPublic,
      call: (call) => this.#send(call, undefined, () => transport.call(call)) as Promise<Reply>,
      open: (call: StreamCall) =>
        this.#send(call, call.idleMs, () => transport.open(call)) as Promise<Reply<Stream>>,
      serve: (name: string, handler: Handler) => transport.serve(name, handler),
    }
  }

  update(snapshot: Snapshot): void {
    const from = this.#running.snapshot.version
    this.#running = this.#start(snapshot)
    this.#emit({ is: 'snapshot swapped', from, to: snapshot.version })
  }

  stats(): MeshStats {
    return {
      version: this.#running.snapshot.version,
      requests: this.#metrics.snapshot(),
      clusters: [...this.#clusters.values()].map((one) => ({
        cluster: one.key,
        endpoints: [...one.endpoints.values()].map(({ key, active, requests, health }) => ({
          endpoint: key,
          active,
          requests,
          isEjected: health.isEjected,
          ejections: health.ejections,
        })),
        connections: one.pool.connections,
        pending: one.pool.pending,
        requests: one.pool.requests,
        retries: one.retries.active,
        breaker: one.breaker?.snapshot(),
      })),
    }
  }

  stop(): void {
    for (const cluster of this.#clusters.values()) cluster.end()
  }

  #send(
    call: Call,
    idleMs: number | undefined,
    pass: () => Promise<Reply<Payload | Stream>>,
  ): Promise<Reply<Payload | Stream>> {
    const { snapshot, context } = this.#running
    const routes = routesFor(snapshot, call.to)
    if (routes === undefined) return pass()
    const request = new MeshRequest(context, call, idleMs).run(routes)
    return idleMs === undefined ? request : request.then(asStream)
  }

  #start(snapshot: Snapshot): Running {
    const { ports, labels = {} } = this.#options
    const { clock, random, transport } = ports
    const tools = {
      clock,
      random,
      addressOf: this.#options.addressOf ?? httpAddress,
      emit: (change: MeshChange) => this.#emit(change),
    }
    const clusters = new Map<string, DestinationCluster>()
    for (const cluster of snapshot.clusters.values()) {
      const running = this.#clusters.get(cluster.key)
      if (running === undefined) this.#clusters.set(cluster.key, new RunningCluster(cluster, tools))
      else running.reconfigure(cluster)
      const current = this.#clusters.get(cluster.key) as RunningCluster
      clusters.set(cluster.key, new DestinationCluster(cluster, current, tools))
    }
    for (const [key, cluster] of this.#clusters) {
      if (clusters.has(key)) continue
      cluster.end()
      this.#clusters.delete(key)
    }
    return {
      snapshot,
      context: { clock, random, transport, labels, metrics: this.#metrics, clusters },
    }
  }

  #emit(change: MeshChange): void {
    const { ports, sink } = this.#options
    try {
      sink?.({ at: ports.clock.wallTime(), ...change })
    } catch (error) {
      ports.log('error', 'the sink of mesh events threw', {
        event: change.is,
        error: String(error),
      })
    }
  }
}

function routesFor({ hosts }: Snapshot, to: string): readonly Route[] | undefined {
  const authority = to.replace(/^https?:\/\//, '')
  return (hosts.get(authority) ?? hosts.get(hostOf(to)))?.routes
}

/** An answer of the mesh itself has a body that is there already. */
function asStream(reply: Reply<Payload | Stream>): Reply<Stream> {
  const { body } = reply
  return typeof body === 'string' || body instanceof Uint8Array
    ? { ...reply, body: once(body) }
    : { ...reply, body }
}

async function* once(body: Payload): AsyncGenerator<Payload> {
  if (body.length > 0) yield body
}

const httpAddress = ({ address, port }: Endpoint) =>
  `http://${address.includes(':') ? `[${address}]` : address}:${port}`
