import type { BreakerOptions } from '@watertight/resilience'

/** One address that answers for a host: `10.0.0.7:8080`, with the labels that subsets select by. */
export interface Endpoint {
  readonly address: string
  readonly port: number
  readonly labels: { readonly [name: string]: string }
  /** At least 1. */
  readonly weight: number
}

/** The most a caller's process takes up at once of one cluster; `Infinity` where nothing is said. */
export interface Limits {
  readonly maxConnections: number
  /** Requests that wait for a connection. */
  readonly maxPending: number
  readonly maxRequests: number
  readonly maxRequestsPerConnection: number
  readonly maxRetries: number
  readonly connectTimeoutMs: number
  readonly idleTimeoutMs: number
}

/** When an endpoint is taken out, as Envoy counts it; 0 switches a detector off. */
export interface OutlierDetection {
  readonly consecutive5xx: number
  readonly consecutiveGateway: number
  readonly consecutiveLocalOrigin: number
  /** Whether failures to connect are counted apart from answers. */
  readonly splitLocalOrigin: boolean
  readonly intervalMs: number
  readonly baseEjectionMs: number
  readonly maxEjectionMs: number
  /** 0 to 100. */
  readonly maxEjectionPercent: number
  /** Below this share of healthy endpoints all are used again, 0 to 100. */
  readonly minHealthPercent: number
  /** Ours: ejects an endpoint whose success rate is far below its neighbours'. */
  readonly successRate?: {
    readonly minHosts: number
    readonly requestVolume: number
    readonly stdevFactor: number
  }
}

export type Balancer =
  | { readonly is: 'least request' | 'round robin' | 'random' | 'penalty ewma' }
  | {
      readonly is: 'ring hash'
      readonly by: { readonly header: string } | { readonly query: string } | 'source ip'
      readonly minimumRingSize: number
    }

/** New endpoints get their share little by little. */
export interface Warmup {
  readonly durationMs: number
  /** Of the full weight at the start, 0 to 100. */
  readonly minimumPercent: number
  readonly aggression: number
}

/** Retries are at most this share of active requests, and never fewer than `minConcurrent`. */
export interface RetryBudget {
  readonly percent: number
  readonly minConcurrent: number
}

/** A destination as callers see it: a host, a port and perhaps a subset, with its own limits, balancer and outlier detection. */
export interface Cluster {
  /** `host|port|subset`; what is counted about it outlives a new configuration under the same key. */
  readonly key: string
  readonly host: string
  readonly port: number
  readonly subset: string | undefined
  readonly endpoints: readonly Endpoint[]
  readonly limits: Limits
  readonly balancer: Balancer
  readonly warmup: Warmup | undefined
  readonly outlier: OutlierDetection | undefined
  readonly retryBudget: RetryBudget | undefined
  /** Options of a circuit breaker of `@watertight/resilience` for the whole cluster, where our own extension names one. */
  readonly breaker: Omit<BreakerOptions, 'name'> | undefined
}
