import type { Endpoint } from '../../model/cluster.ts'
import { hasLabels, namespaceOf } from '../compile/caller.ts'
import { fullName } from '../compile/names.ts'
import { blocksFor, policyOf } from '../compile/policy.ts'
import type { Service } from '../compile/services.ts'
import { placeOf } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import { covers } from '../rules/dns.ts'
import type { DestinationRule } from '../schema/kinds.ts'
import type { Scene } from './scene.ts'

/** Whether a DestinationRule does what it says for the services and endpoints that are known. */
export function* destinationRuleLints(rule: DestinationRule, scene: Scene): Iterable<Problem> {
  const { spec } = rule
  const host = fullName(spec.host, namespaceOf(rule))
  const services = [...scene.services.values()].filter((service) => covers(host, service.host))
  if (services.length === 0) {
    yield problem(
      'WT_MESH_HOST_UNKNOWN',
      placeOf(spec, 'host'),
      `${host} is no service that is known here`,
    )
    return
  }
  const ruled = services.filter((service) => scene.rules.get(service)?.rules.includes(rule))
  if (ruled.length === 0)
    yield problem(
      'WT_MESH_NO_CALLERS',
      placeOf(rule),
      `other rules, or none, hold for calls of ${scene.caller.namespace} to ${host}`,
    )
  for (const service of ruled) yield* serviceLints(rule, service)
}

function* serviceLints({ spec }: DestinationRule, service: Service): Iterable<Problem> {
  for (const [port, endpoints] of service.ports) {
    const at = `${service.host}:${port}`
    yield* ejectionLints(spec.trafficPolicy, undefined, port, endpoints, at)
    for (const subset of spec.subsets ?? []) {
      const own = endpoints.filter(({ labels }) => hasLabels(labels, subset.labels))
      if (own.length === 0 && endpoints.length > 0)
        yield problem(
          'WT_MESH_SUBSET_EMPTY',
          placeOf(subset),
          `subset ${subset.name} has none of the ${endpoints.length} endpoints of ${at}`,
        )
      yield* ejectionLints(spec.trafficPolicy, subset, port, own, at)
    }
  }
}

type Policy = DestinationRule['spec']['trafficPolicy']
type Subset = NonNullable<DestinationRule['spec']['subsets']>[number]

/** Envoy takes an endpoint out only while the share of those that are out, this one among them, stays within the percentage. */
function* ejectionLints(
  policy: Policy,
  subset: Subset | undefined,
  port: number,
  endpoints: readonly Endpoint[],
  at: string,
): Iterable<Problem> {
  const blocks = blocksFor(policy, subset?.trafficPolicy, port)
  const { outlier } = policyOf(blocks)
  const count = endpoints.length
  if (outlier === undefined || count === 0) return
  const { maxEjectionPercent } = outlier
  if (100 / count <= maxEjectionPercent) return
  // told where the block stands, or at the subset whose few endpoints are the matter
  const place =
    subset === undefined || subset.trafficPolicy?.outlierDetection !== undefined
      ? placeOf(blocks.outlierDetection as object, 'maxEjectionPercent')
      : placeOf(subset)
  const whose = subset === undefined ? at : `subset ${subset.name} of ${at}`
  yield problem(
    'WT_MESH_EJECTION_NEVER',
    place,
    `no endpoint of ${whose} can ever be ejected: one of ${count} is ${Math.ceil(100 / count)} %, and maxEjectionPercent is ${maxEjectionPercent}${blocks.outlierDetection?.maxEjectionPercent ? '' : ' where nothing is said'}`,
    `Set maxEjectionPercent to ${Math.ceil(100 / count)} or more, or run more endpoints`,
  )
}
