import type { Cluster, Endpoint, Limits, OutlierDetection } from '../../model/cluster.ts'
import type { Destination, HeaderChanges, Match, Retries, Route } from '../../model/route.ts'
import type { Snapshot } from '../../model/snapshot.ts'

const infinite = Number.POSITIVE_INFINITY

export const unlimited: Limits = {
  maxConnections: infinite,
  maxPending: infinite,
  maxRequests: infinite,
  maxRequestsPerConnection: infinite,
  maxRetries: infinite,
  connectTimeoutMs: infinite,
  idleTimeoutMs: infinite,
}

export const outlierRules: OutlierDetection = {
  consecutive5xx: 5,
  consecutiveGateway: 0,
  consecutiveLocalOrigin: 0,
  splitLocalOrigin: false,
  intervalMs: 10_000,
  baseEjectionMs: 30_000,
  maxEjectionMs: 300_000,
  maxEjectionPercent: 100,
  minHealthPercent: 0,
}

export const noChanges: HeaderChanges = { remove: [], set: [], add: [] }
const bothWays = { request: noChanges, response: noChanges }

export const anything: Match = { headers: [], withoutHeaders: [], query: [], caller: {} }

export const endpoint = (address: string, more: Partial<Endpoint> = {}): Endpoint => ({
  address,
  port: 80,
  labels: {},
  weight: 1,
  ...more,
})

export const cluster = (addresses: readonly string[], more: Partial<Cluster> = {}): Cluster => ({
  key: 'reviews|80|',
  host: 'reviews',
  port: 80,
  subset: undefined,
  endpoints: addresses.map((address) => endpoint(address)),
  limits: unlimited,
  balancer: { is: 'round robin' },
  warmup: undefined,
  outlier: undefined,
  retryBudget: undefined,
  breaker: undefined,
  ...more,
})

export const to = (cluster: Cluster, weight = 1, more: Partial<Destination> = {}): Destination => ({
  cluster,
  weight,
  headers: bothWays,
  ...more,
})

export const onNothing: Retries['on'] = {
  connectFailure: false,
  refusedStream: false,
  reset: false,
  resetBeforeRequest: false,
  gatewayError: false,
  server5xx: false,
  retriable4xx: false,
  statuses: new Set(),
}

export const retries = (attempts: number, on: Partial<Retries['on']>): Retries => ({
  attempts,
  perTryTimeoutMs: undefined,
  on: { ...onNothing, ...on },
  backoffMs: 25,
})

export const route = (destinations: readonly Destination[], more: Partial<Route> = {}): Route => ({
  name: 'reviews',
  from: 'rules.yaml:1',
  matches: [],
  action: { is: 'forward', destinations },
  rewrite: undefined,
  timeoutMs: undefined,
  adaptiveTimeout: undefined,
  retries: retries(0, {}),
  fault: {},
  headers: bothWays,
  rates: undefined,
  ...more,
})

/** One host, `reviews`, with these routes. */
export const snapshot = (routes: readonly Route[], version = '1'): Snapshot => ({
  version,
  hosts: new Map([['reviews', { routes }]]),
  clusters: new Map(
    routes
      .flatMap(({ action }) => (action.is === 'forward' ? action.destinations : []))
      .map(({ cluster }) => [cluster.key, cluster]),
  ),
  rates: [],
})
