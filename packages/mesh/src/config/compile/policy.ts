import type { Balancer, Cluster, Limits, OutlierDetection, Warmup } from '../../model/cluster.ts'
import type { TrafficPolicy } from '../schema/kinds.ts'

type Blocks = Pick<TrafficPolicy, 'connectionPool' | 'loadBalancer' | 'outlierDetection' | 'tls'>

/**
 * The blocks that hold for a port, and for a subset where there is one. A subset's block takes the place of the host's; the settings of
 * a port take the place of all four, so that what they do not say is Istio's default again.
 */
export function blocksFor(
  host: TrafficPolicy | undefined,
  subset: TrafficPolicy | undefined,
  port: number,
): Blocks {
  return portBlocks(subset, port) ?? { ...(portBlocks(host, port) ?? host), ...subset }
}

const portBlocks = (policy: TrafficPolicy | undefined, port: number): Blocks | undefined =>
  policy?.portLevelSettings?.find((one) => one.port.number === port)

type Policy = Pick<Cluster, 'limits' | 'balancer' | 'warmup' | 'outlier'>

export const policyOf = ({ connectionPool, loadBalancer, outlierDetection }: Blocks): Policy => ({
  limits: limitsOf(connectionPool),
  balancer: balancerOf(loadBalancer),
  warmup: warmupOf(loadBalancer),
  outlier: outlierDetection && outlierOf(outlierDetection),
})

/** Istio's defaults: no limits, 10 s to connect; Envoy's: an hour without use. */
const connectMs = 10_000
const idleMs = 3_600_000

function limitsOf({ tcp = {}, http = {} }: NonNullable<Blocks['connectionPool']> = {}): Limits {
  return {
    maxConnections: orNone(tcp.maxConnections),
    maxPending: orNone(http.http1MaxPendingRequests),
    maxRequests: orNone(http.http2MaxRequests),
    maxRequestsPerConnection: orNone(http.maxRequestsPerConnection),
    maxRetries: orNone(http.maxRetries),
    connectTimeoutMs: tcp.connectTimeout ?? connectMs,
    idleTimeoutMs: http.idleTimeout ?? tcp.idleTimeout ?? idleMs,
  }
}

/** The protos cannot tell 0 from nothing, and Istio takes both for no limit. */
const orNone = (limit: number | undefined) => limit || Number.POSITIVE_INFINITY

const smallestRing = 1_024
const tableSize = 65_537

function balancerOf({
  simple,
  consistentHash,
}: NonNullable<Blocks['loadBalancer']> = {}): Balancer {
  if (consistentHash !== undefined) {
    const { httpHeaderName, httpQueryParameterName, ringHash, maglev, minimumRingSize } =
      consistentHash
    return {
      is: 'ring hash',
      by:
        httpHeaderName !== undefined
          ? { header: httpHeaderName }
          : httpQueryParameterName !== undefined
            ? { query: httpQueryParameterName }
            : 'source ip',
      minimumRingSize:
        maglev === undefined
          ? ringHash?.minimumRingSize || minimumRingSize || smallestRing
          : (maglev.tableSize ?? tableSize),
    }
  }
  if (simple === 'ROUND_ROBIN') return { is: 'round robin' }
  return { is: simple === 'RANDOM' ? 'random' : 'least request' }
}

function warmupOf(balancer: Blocks['loadBalancer'] = {}): Warmup | undefined {
  const { simple, consistentHash, warmup, warmupDurationSecs } = balancer
  const durationMs = warmup?.duration ?? warmupDurationSecs
  // as in Envoy, the others do not know it
  if (durationMs === undefined || simple === 'RANDOM' || consistentHash !== undefined)
    return undefined
  const { minimumPercent = 10, aggression = 1 } = warmup ?? {}
  return { durationMs, minimumPercent, aggression }
}

/** Envoy's defaults, as Istio leaves them. */
function outlierOf(said: NonNullable<Blocks['outlierDetection']>): OutlierDetection {
  const { baseEjectionTime = 30_000, splitExternalLocalOriginErrors = false } = said
  return {
    consecutive5xx: said.consecutive5xxErrors ?? 5,
    consecutiveGateway: said.consecutiveGatewayErrors ?? 0,
    consecutiveLocalOrigin: splitExternalLocalOriginErrors
      ? said.consecutiveLocalOriginFailures || 5
      : 0,
    splitLocalOrigin: splitExternalLocalOriginErrors,
    intervalMs: said.interval ?? 10_000,
    baseEjectionMs: baseEjectionTime,
    maxEjectionMs: Math.max(300_000, baseEjectionTime),
    maxEjectionPercent: said.maxEjectionPercent || 10,
    minHealthPercent: said.minHealthPercent ?? 0,
  }
}
