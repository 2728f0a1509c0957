import type { Cluster, Endpoint } from '../../model/cluster.ts'
import { breakerOf, withOwn } from './annotations.ts'
import { hasLabels } from './caller.ts'
import type { MergedRule } from './destination-rules.ts'
import { blocksFor, policyOf } from './policy.ts'
import type { Service } from './services.ts'

export const clusterKey = (host: string, port: number, subset: string | undefined): string =>
  `${host}|${port}|${subset ?? ''}`

/** A cluster for each port of the service, and for each subset of it. */
export function clustersOf(service: Service, rule: MergedRule): readonly Cluster[] {
  return [...service.ports].flatMap(([port, endpoints]) => [
    clusterOf(service.host, port, endpoints, rule),
    ...rule.subsets.map((subset) =>
      clusterOf(
        service.host,
        port,
        endpoints.filter(({ labels }) => hasLabels(labels, subset.labels)),
        rule,
        subset,
      ),
    ),
  ])
}

function clusterOf(
  host: string,
  port: number,
  endpoints: readonly Endpoint[],
  { trafficPolicy, annotations }: MergedRule,
  subset?: MergedRule['subsets'][number],
): Cluster {
  const budget = subset?.trafficPolicy?.retryBudget ?? trafficPolicy?.retryBudget
  return {
    key: clusterKey(host, port, subset?.name),
    host,
    port,
    subset: subset?.name,
    endpoints,
    ...withOwn(policyOf(blocksFor(trafficPolicy, subset?.trafficPolicy, port)), annotations),
    retryBudget: budget && {
      percent: budget.percent ?? 20,
      minConcurrent: budget.minRetryConcurrency ?? 3,
    },
    breaker: breakerOf(annotations),
  }
}

/** What a rule names and nobody answers for. */
export const emptyCluster = (host: string, port: number, subset: string | undefined): Cluster => ({
  ...clusterOf(host, port, [], {
    ...{ rules: [], trafficPolicy: undefined, subsets: [], annotations: undefined },
  }),
  key: clusterKey(host, port, subset),
  subset,
})
