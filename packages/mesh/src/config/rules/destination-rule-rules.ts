import { placeOf } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import type { DestinationRule, TrafficPolicy } from '../schema/kinds.ts'
import { isAddress, isLabel, isWildcardName } from './dns.ts'
import { duplicates, exportRules, labelRules, selectorRules } from './shared-rules.ts'

type Blocks = Pick<TrafficPolicy, 'connectionPool' | 'loadBalancer' | 'outlierDetection' | 'tls'>

export function* destinationRuleRules({ spec }: DestinationRule): Iterable<Problem> {
  const { host, trafficPolicy, subsets = [], exportTo, workloadSelector } = spec
  if (!isWildcardName(host) && !isAddress(host))
    yield problem('WT_MESH_VALUE', placeOf(spec, 'host'), `host: '${host}' is no name of a host`)
  yield* policyRules(trafficPolicy)
  for (const subset of subsets) {
    if (!isLabel(subset.name))
      yield problem(
        'WT_MESH_VALUE',
        placeOf(subset, 'name'),
        `'${subset.name}' is no name of a subset: letters, digits and - only`,
      )
    yield* labelRules(subset.labels, `subset ${subset.name}`)
    yield* policyRules(subset.trafficPolicy)
  }
  yield* duplicates(
    subsets.map((subset) => ({ value: subset.name, place: placeOf(subset, 'name') })),
    (name) => `subset ${name} is there already`,
  )
  yield* exportRules(exportTo)
  if (workloadSelector !== undefined) {
    yield* selectorRules(workloadSelector.matchLabels, 'workloadSelector')
    if (exportTo?.some((one) => one !== '.'))
      yield problem(
        'WT_MESH_CONFLICT',
        placeOf(spec, 'exportTo'),
        'a rule with workloadSelector holds in its own namespace only, so exportTo can be . alone',
      )
  }
}

function* policyRules(policy: TrafficPolicy | undefined): Iterable<Problem> {
  if (policy === undefined) return
  if (Object.keys(policy).length === 0)
    yield problem('WT_MESH_MISSING', placeOf(policy), 'trafficPolicy says nothing')
  yield* blockRules(policy)
  const { portLevelSettings = [] } = policy
  for (const settings of portLevelSettings) {
    if (Object.keys(settings).length === 1)
      yield problem('WT_MESH_MISSING', placeOf(settings), 'the settings of a port say nothing')
    yield* blockRules(settings)
  }
  yield* duplicates(
    portLevelSettings.map(({ port }) => ({ value: port.number, place: placeOf(port) })),
    (number) => `port ${number} has settings already`,
  )
}

function* blockRules({
  connectionPool,
  loadBalancer,
  outlierDetection,
}: Blocks): Iterable<Problem> {
  if (connectionPool !== undefined && Object.keys(connectionPool).length === 0)
    yield problem(
      'WT_MESH_MISSING',
      placeOf(connectionPool),
      'connectionPool has neither tcp nor http',
    )
  const { tcp, http } = connectionPool ?? {}
  if (tcp?.idleTimeout !== undefined && http?.idleTimeout !== undefined)
    yield problem(
      'WT_MESH_NO_EFFECT',
      placeOf(tcp, 'idleTimeout'),
      'tcp.idleTimeout has no effect beside http.idleTimeout',
    )
  if (
    outlierDetection !== undefined &&
    (outlierDetection.consecutiveLocalOriginFailures ?? 0) > 0 &&
    !outlierDetection.splitExternalLocalOriginErrors
  )
    yield problem(
      'WT_MESH_CONFLICT',
      placeOf(outlierDetection, 'consecutiveLocalOriginFailures'),
      'consecutiveLocalOriginFailures counts only where splitExternalLocalOriginErrors is true',
      'Set splitExternalLocalOriginErrors: true, or remove it',
    )
  if (loadBalancer !== undefined) yield* balancerRules(loadBalancer)
}

function* balancerRules(balancer: NonNullable<TrafficPolicy['loadBalancer']>): Iterable<Problem> {
  const { simple, consistentHash, warmupDurationSecs } = balancer
  if (simple === 'LEAST_CONN')
    yield problem(
      'WT_MESH_DEPRECATED',
      placeOf(balancer, 'simple'),
      'LEAST_CONN is an old word',
      'Write LEAST_REQUEST',
    )
  if (warmupDurationSecs !== undefined)
    yield problem(
      'WT_MESH_DEPRECATED',
      placeOf(balancer, 'warmupDurationSecs'),
      'warmupDurationSecs is an old field',
      'Write warmup.duration',
    )
  const warms = (['warmup', 'warmupDurationSecs'] as const).find((name) => balancer[name])
  if (warms !== undefined && (simple === 'RANDOM' || consistentHash !== undefined))
    yield problem(
      'WT_MESH_NO_EFFECT',
      placeOf(balancer, warms),
      `${warms} has no effect: only LEAST_REQUEST and ROUND_ROBIN warm up`,
    )
  if (consistentHash === undefined) return
  const { httpHeaderName, httpQueryParameterName, useSourceIp, minimumRingSize, maglev } =
    consistentHash
  if (httpHeaderName === undefined && httpQueryParameterName === undefined && !useSourceIp)
    yield problem(
      'WT_MESH_MISSING',
      placeOf(consistentHash),
      'consistentHash does not say what calls are told apart by',
      'Add httpHeaderName, httpQueryParameterName or useSourceIp',
    )
  if (minimumRingSize !== undefined)
    yield problem(
      'WT_MESH_DEPRECATED',
      placeOf(consistentHash, 'minimumRingSize'),
      'minimumRingSize is an old field',
      'Write ringHash.minimumRingSize',
    )
  if (maglev !== undefined && !isPrime(maglev.tableSize ?? 0))
    yield problem(
      'WT_MESH_VALUE',
      placeOf(maglev, 'tableSize'),
      `maglev: tableSize is ${maglev.tableSize ?? 0}, and must be a prime number`,
      'Write a prime number below 5000011, such as 65537',
    )
}

function isPrime(x: number): boolean {
  if (x < 2) return false
  for (let factor = 2; factor * factor <= x; factor++) if (x % factor === 0) return false
  return true
}
