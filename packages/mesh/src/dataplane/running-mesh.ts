import {
  type Call,
  Deadlines,
  type Handler,
  type Payload,
  type Ports,
  type Reply,
  type Stream,
  type StreamCall,
  type Transport,
} from '@watertight/ports'
import type { BreakerSnapshot, CircuitBreaker } from '@watertight/resilience'
import type { Endpoint } from '../model/cluster.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { CallExchange } from './call-exchange.ts'
import { DestinationCluster } from './cluster/destination.ts'
import { RunningCluster } from './cluster/running-cluster.ts'
import type { MeshContext } from './mesh-context.ts'
import { type AdaptiveTimeoutStats, AdaptiveTimeouts } from './retry/adaptive-timeout.ts'
import type { Labels } from './route/fits.ts'
import { hostNames } from './route/host-names.ts'
import { HostPlan } from './route/host-plan.ts'
import { type Address, addressOf } from './route/target.ts'
import type { MeshChange, MeshEvent } from './telemetry/events.ts'
import { RequestMetrics, type RequestSeries } from './telemetry/request-metrics.ts'
import { TraceIds } from './telemetry/trace-ids.ts'

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
  readonly adaptiveTimeouts: readonly AdaptiveTimeoutStats[]
}

export interface Mesh {
  /** Calls to hosts that the snapshot names go by its rules, all others as they are. */
  readonly transport: Transport
  /** Takes over new rules at once. What is counted about a cluster and its endpoints stays; requests under way keep the rules they began with. */
  update(snapshot: Snapshot): void
  /** Plain JSON. */
  stats(): MeshStats
  /** The circuit breakers that its rules have made, by cluster: to force one, and to give the decision back. */
  breakers(): { readonly [cluster: string]: CircuitBreaker }
  /** Ends the periodic checks. */
  stop(): void
}

/** One snapshot with what runs for it: the pointer that an update swaps. */
interface Running {
  readonly version: string
  readonly hosts: ReadonlyMap<string, HostPlan>
  /** Read once for each spelling. */
  readonly places: Map<string, Place>
}

/** Where calls to an address go; without rules, as they are. */
export interface Place {
  readonly address: Address
  readonly rules: HostPlan | undefined
}

/** Callers may name any number of addresses; so many are remembered. */
const mostPlaces = 1_000

/** What `mesh` starts. */
export class RunningMesh implements Mesh {
  readonly transport: Transport
  readonly #options: MeshOptions
  readonly context: MeshContext
  readonly #clusters = new Map<string, RunningCluster>()
  readonly #timeouts: AdaptiveTimeouts
  #running: Running

  constructor(options: MeshOptions) {
    this.#options = options
    const { clock, random, transport } = options.ports
    this.context = {
      clock,
      random: () => random.next(),
      transport,
      deadlines: new Deadlines(clock),
      metrics: new RequestMetrics('source'),
      traces: new TraceIds(random),
    }
    this.#timeouts = new AdaptiveTimeouts(() => clock.now())
    this.#running = this.#start(options.snapshot)
    this.transport = {
      isPublic: transport.isPublic,
      call: (call) => this.#call(call),
      open: (call) => this.#open(call),
      serve: (name: string, handler: Handler) => transport.serve(name, handler),
    }
  }

  update(snapshot: Snapshot): void {
    const from = this.#running.version
    this.#running = this.#start(snapshot)
    this.#emit({ is: 'snapshot swapped', from, to: snapshot.version })
  }

  stats(): MeshStats {
    return {
      version: this.#running.version,
      requests: this.context.metrics.snapshot(),
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
      adaptiveTimeouts: this.#timeouts.snapshot(),
    }
  }

  breakers(): { readonly [cluster: string]: CircuitBreaker } {
    const made = [...this.#clusters.values()].map(({ key, breaker }) => [key, breaker] as const)
    return Object.fromEntries(made.filter((one): one is [string, CircuitBreaker] => !!one[1]))
  }

  stop(): void {
    for (const cluster of this.#clusters.values()) cluster.end()
  }

  #call(call: Call): Promise<Reply> {
    const { address, rules } = this.place(call.to)
    if (rules === undefined) return this.context.transport.call(call)
    return new CallExchange(this.context, address, call, undefined).run(rules) as Promise<Reply>
  }

  #open(call: StreamCall): Promise<Reply<Stream>> {
    const { address, rules } = this.place(call.to)
    if (rules === undefined) return this.context.transport.open(call)
    return new CallExchange(this.context, address, call, call.idleMs).run(rules).then(asStream)
  }

  place(to: string): Place {
    const { hosts, places } = this.#running
    const known = places.get(to)
    if (known !== undefined) return known
    const address = addressOf(to)
    const rules = rulesFor(hosts, to.replace(/^https?:\/\//, ''), address.host)
    const place = { address, rules }
    if (places.size >= mostPlaces) places.clear()
    places.set(to, place)
    return place
  }

  #start(snapshot: Snapshot): Running {
    const { labels = {}, addressOf = httpAddress, ports } = this.#options
    const emit = (change: MeshChange) => this.#emit(change)
    const tools = { clock: ports.clock, random: ports.random, addressOf, emit }
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
    const routes = [...snapshot.hosts.values()].flatMap((one) => one.routes)
    this.#timeouts.keep(new Set(routes.flatMap((one) => one.adaptiveTimeout?.name ?? [])))
    const hosts = new Map(
      [...snapshot.hosts].map(([host, { routes }]) => [
        host,
        new HostPlan(routes, labels, clusters, this.#timeouts),
      ]),
    )
    return { version: snapshot.version, hosts, places: new Map() }
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

function rulesFor(
  hosts: ReadonlyMap<string, HostPlan>,
  authority: string,
  host: string,
): HostPlan | undefined {
  for (const name of hostNames(authority, host)) {
    const found = hosts.get(name)
    if (found !== undefined) return found
  }
  return undefined
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
