import type { Clock, Random } from '@watertight/ports'
import type { Cluster } from '../../model/cluster.ts'
import { balancer, isWarming } from '../balance/balancer.ts'
import type { Pick } from '../balance/candidate.ts'
import { endpointsOf, type RunningCluster } from './running-cluster.ts'
import type { RunningEndpoint } from './running-endpoint.ts'

/** How often another endpoint is drawn to find one that this request has not tried. */
const rePicks = 5

/** A cluster as one snapshot has it, over what is counted for its key. */
export class DestinationCluster {
  readonly cluster: Cluster
  readonly running: RunningCluster
  /** With a consistent hash every draw for a request is the same. */
  readonly isHashed: boolean
  /** Whether the balancer asks how long endpoints take. */
  readonly isTimed: boolean
  readonly #all: readonly RunningEndpoint[]
  readonly #tools: { readonly random: () => number; readonly now: () => number }
  #pick: Pick<RunningEndpoint> | undefined
  #usable: readonly RunningEndpoint[] = []
  #version = -1
  #isWarming = false

  constructor(
    cluster: Cluster,
    running: RunningCluster,
    { clock, random }: { readonly clock: Clock; readonly random: Random },
  ) {
    this.cluster = cluster
    this.running = running
    this.isHashed = cluster.balancer.is === 'ring hash'
    this.isTimed = cluster.balancer.is === 'penalty ewma'
    this.#all = endpointsOf(cluster, running)
    this.#tools = { random: () => random.next(), now: () => clock.now() }
  }

  /** The endpoint for the next try, another than those tried where that is possible; undefined when there is no healthy one. */
  pick(hash: number, tried: readonly RunningEndpoint[] | undefined): RunningEndpoint | undefined {
    const pick = this.#current()
    if (pick === undefined) return undefined
    let one = pick(hash)
    if (tried === undefined || this.isHashed) return one
    for (let again = 0; again < rePicks && tried.includes(one); again++) one = pick(hash)
    // of two, the less busy one is drawn each time: here the one that has just failed
    return tried.includes(one) ? (this.#usable.find((other) => !tried.includes(other)) ?? one) : one
  }

  /** The balancer over the endpoints that may be used now; made again when that changes. */
  #current(): Pick<RunningEndpoint> | undefined {
    const { cluster, running } = this
    const isStale = this.#version !== running.version
    if (!isStale && !(this.#isWarming && !this.#warms())) return this.#pick
    this.#version = running.version
    this.#isWarming = this.#warms()
    const healthy = this.#all.filter(({ health }) => !health.isEjected)
    const share = (100 * healthy.length) / this.#all.length
    const isPanic = share < (cluster.outlier?.minHealthPercent ?? 0)
    const usable = isPanic ? this.#all : healthy
    this.#usable = usable
    this.#pick = usable.length === 0 ? undefined : balancer(cluster, usable, this.#tools)
    return this.#pick
  }

  #warms(): boolean {
    return isWarming(this.cluster.warmup, this.#all, this.#tools.now())
  }
}
