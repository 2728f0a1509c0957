import type { Clock, Random, Timer } from '@watertight/ports'
import { type CircuitBreaker, circuitBreaker } from '@watertight/resilience'
import type { Cluster, Endpoint } from '../../model/cluster.ts'
import { ClusterPool } from '../limits/connection-pool.ts'
import type { Overflow } from '../limits/overflow.ts'
import { RetrySlots } from '../limits/retry-slots.ts'
import { OutlierDetector } from '../outlier/outlier-detector.ts'
import type { MeshChange } from '../telemetry/events.ts'
import { RunningEndpoint } from './running-endpoint.ts'

export interface ClusterTools {
  readonly clock: Clock
  readonly random: Random
  readonly addressOf: (endpoint: Endpoint) => string
  readonly emit: (change: MeshChange) => void
}

/** What is counted about a cluster for as long as configurations name its key: endpoints, limits, outlier detection, circuit breaker. */
export class RunningCluster {
  readonly key: string
  readonly pool: ClusterPool
  readonly retries: RetrySlots
  readonly endpoints = new Map<string, RunningEndpoint>()
  detector: OutlierDetector | undefined
  breaker: CircuitBreaker | undefined
  /** Changes with every ejection and return. */
  version = 0
  readonly #tools: ClusterTools
  #breakerOptions = ''
  #timer: Timer | undefined

  constructor(cluster: Cluster, tools: ClusterTools) {
    this.key = cluster.key
    this.#tools = tools
    this.pool = new ClusterPool(cluster.limits)
    this.retries = new RetrySlots(cluster.limits, cluster.retryBudget)
    this.reconfigure(cluster)
  }

  reconfigure(cluster: Cluster): void {
    this.pool.limits = cluster.limits
    this.retries.reconfigure(cluster.limits, cluster.retryBudget)
    this.#setEndpoints(cluster.endpoints)
    this.#setOutlier(cluster)
    this.#setBreaker(cluster)
    this.version++
  }

  overflowed(limit: Overflow): void {
    this.#tools.emit({ is: 'limit overflowed', cluster: this.key, limit })
  }

  /** No configuration names it any more; requests in hand go on. */
  end(): void {
    this.#timer?.cancel()
    for (const one of this.endpoints.values()) one.end()
  }

  #setEndpoints(given: readonly Endpoint[]): void {
    const { addressOf, clock } = this.#tools
    const gone = new Map(this.endpoints)
    for (const endpoint of given) {
      const key = endpointKey(endpoint)
      gone.delete(key)
      const known = this.endpoints.get(key)
      if (known !== undefined) {
        known.endpoint = endpoint
        continue
      }
      const now = () => clock.now()
      const one = new RunningEndpoint(key, addressOf, endpoint, this.pool, now)
      this.endpoints.set(key, one)
      this.detector?.add(one.health)
    }
    for (const [key, one] of gone) {
      this.endpoints.delete(key)
      this.detector?.remove(one.health)
      one.end()
    }
  }

  #setOutlier({ outlier }: Cluster): void {
    if (outlier === undefined) {
      this.detector?.end()
      this.detector = undefined
      this.#timer?.cancel()
      this.#timer = undefined
    } else if (this.detector === undefined) {
      this.detector = new OutlierDetector(outlier, this.#listener())
      for (const { health } of this.endpoints.values()) this.detector.add(health)
      this.#arm(this.detector)
    } else this.detector.reconfigure(outlier)
  }

  #listener() {
    const cluster = this.key
    const { emit } = this.#tools
    return {
      ejected: ({ key }, by, forMs) => {
        this.version++
        emit({ is: 'endpoint ejected', cluster, endpoint: key, by, forMs })
      },
      withheld: ({ key }, by, facts) =>
        emit({ is: 'ejection withheld', cluster, endpoint: key, by, ...facts }),
      returned: ({ key }) => {
        this.version++
        emit({ is: 'endpoint returned', cluster, endpoint: key })
      },
    } satisfies ConstructorParameters<typeof OutlierDetector>[1]
  }

  #arm(detector: OutlierDetector): void {
    const { clock } = this.#tools
    this.#timer = clock.after(detector.intervalMs, () => {
      detector.check(clock.now())
      this.#arm(detector)
    })
  }

  #setBreaker({ breaker: options }: Cluster): void {
    const said = JSON.stringify(options) ?? ''
    if (said === this.#breakerOptions) return
    this.#breakerOptions = said
    if (options === undefined) {
      this.breaker = undefined
      return
    }
    const { clock, random, emit } = this.#tools
    this.breaker = circuitBreaker(
      { ...options, name: this.key },
      {
        clock,
        random: () => random.next(),
      },
    )
    this.breaker.onChange(({ from, to }) =>
      emit({ is: 'breaker changed', cluster: this.key, from, to }),
    )
  }
}

const endpointKey = ({ address, port }: Endpoint): string => `${address}:${port}`

/** The endpoints of this configuration, in its order; one that it names twice is one. */
export const endpointsOf = (
  { endpoints }: Cluster,
  running: RunningCluster,
): readonly RunningEndpoint[] => [
  ...new Set(endpoints.map((one) => running.endpoints.get(endpointKey(one)) as RunningEndpoint)),
]
