import type { Cluster, Endpoint, Route, Snapshot } from '@watertight/mesh'

const infinite = Number.POSITIVE_INFINITY
const noChanges = { remove: [], set: [], add: [] }
const bothWays = { request: noChanges, response: noChanges }

/** With every policy armed: limits, outlier detection. */
export const cluster = (host: string, endpoints: readonly Endpoint[]): Cluster => ({
  key: `${host}|80|`,
  host,
  port: 80,
  subset: undefined,
  endpoints,
  limits: {
    maxConnections: 1024,
    maxPending: 1024,
    maxRequests: 1024,
    maxRequestsPerConnection: infinite,
    maxRetries: 3,
    connectTimeoutMs: 10_000,
    idleTimeoutMs: infinite,
  },
  balancer: { is: 'least request' },
  warmup: undefined,
  outlier: {
    consecutive5xx: 5,
    consecutiveGateway: 5,
    consecutiveLocalOrigin: 0,
    splitLocalOrigin: false,
    intervalMs: 10_000,
    baseEjectionMs: 30_000,
    maxEjectionMs: 300_000,
    maxEjectionPercent: 50,
    minHealthPercent: 0,
  },
  retryBudget: undefined,
  breaker: undefined,
})

export const endpoints = (count: number): Endpoint[] =>
  Array.from({ length: count }, (_, i) => ({
    address: `10.0.0.${i}`,
    port: 80,
    labels: {},
    weight: 1,
  }))

/** With timeout, retries and per-try timeout, both longer than a busy machine stalls; `prefix` is what it takes. */
export const route = (to: Cluster, prefix = '/'): Route => ({
  name: prefix,
  from: 'benchmark:1',
  matches: [
    {
      uri: { prefix, ignoreCase: false },
      headers: [],
      withoutHeaders: [],
      query: [],
      caller: {},
    },
  ],
  action: { is: 'forward', destinations: [{ cluster: to, weight: 1, headers: bothWays }] },
  rewrite: undefined,
  timeoutMs: 60_000,
  adaptiveTimeout: undefined,
  retries: {
    attempts: 2,
    perTryTimeoutMs: 30_000,
    on: {
      connectFailure: true,
      refusedStream: true,
      reset: false,
      resetBeforeRequest: false,
      gatewayError: true,
      server5xx: false,
      retriable4xx: false,
      statuses: new Set(),
    },
    backoffMs: 25,
  },
  fault: {},
  headers: bothWays,
  rates: undefined,
})

export const snapshot = (
  version: string,
  hosts: Readonly<Record<string, readonly Route[]>>,
  clusters: readonly Cluster[],
): Snapshot => ({
  version,
  hosts: new Map(Object.entries(hosts).map(([host, routes]) => [host, { routes }])),
  clusters: new Map(clusters.map((one) => [one.key, one])),
  rates: [],
})
