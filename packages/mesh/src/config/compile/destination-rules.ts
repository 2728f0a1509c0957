import { covers } from '../rules/dns.ts'
import type { DestinationRule, Resource, TrafficPolicy } from '../schema/kinds.ts'
import { type Caller, hasLabels, isShownTo, namespaceOf } from './caller.ts'
import { fullName } from './names.ts'
import type { Service } from './services.ts'

type Subset = NonNullable<DestinationRule['spec']['subsets']>[number]

/** What DestinationRules say together about a service. */
export interface MergedRule {
  readonly rules: readonly DestinationRule[]
  readonly trafficPolicy: TrafficPolicy | undefined
  readonly subsets: readonly Subset[]
}

/** Istio's namespace for rules of the whole mesh. */
const rootNamespace = 'istio-system'

/**
 * The rules that hold for calls of this caller to this service, as Istio looks them up: those of the caller's namespace, else of the
 * service's, else of the root; of these the ones with the most specific host. Several are one: the first traffic policy and the first
 * subset of each name are taken, and those that select this caller come first.
 */
export function ruleFor(
  service: Pick<Service, 'host' | 'namespace'>,
  resources: readonly Resource[],
  caller: Required<Caller>,
): MergedRule {
  for (const namespace of new Set([caller.namespace, service.namespace, rootNamespace])) {
    const rules = resources.filter(
      (one): one is DestinationRule =>
        one.kind === 'DestinationRule' &&
        namespaceOf(one) === namespace &&
        covers(hostOf(one), service.host) &&
        isShownTo(one.spec.exportTo, namespace, caller.namespace) &&
        selects(one, caller),
    )
    if (rules.length > 0) return merged(mostSpecific(rules))
  }
  return { rules: [], trafficPolicy: undefined, subsets: [] }
}

const hostOf = (rule: DestinationRule) => fullName(rule.spec.host, namespaceOf(rule))

function selects(rule: DestinationRule, { namespace, labels }: Required<Caller>): boolean {
  const { workloadSelector } = rule.spec
  return (
    workloadSelector === undefined ||
    (namespaceOf(rule) === namespace && hasLabels(labels, workloadSelector.matchLabels))
  )
}

function mostSpecific(rules: readonly DestinationRule[]): readonly DestinationRule[] {
  const rank = (rule: DestinationRule) => {
    const host = hostOf(rule)
    return host.startsWith('*') ? host.length : Number.POSITIVE_INFINITY
  }
  const best = Math.max(...rules.map(rank))
  return rules.filter((rule) => rank(rule) === best)
}

function merged(all: readonly DestinationRule[]): MergedRule {
  const isGeneral = (rule: DestinationRule) => Number(rule.spec.workloadSelector === undefined)
  const rules = [...all].sort((a, b) => isGeneral(a) - isGeneral(b))
  const subsets = new Map<string, Subset>()
  for (const { spec } of rules)
    for (const subset of spec.subsets ?? [])
      if (!subsets.has(subset.name)) subsets.set(subset.name, subset)
  return {
    rules,
    trafficPolicy: rules.find(({ spec }) => spec.trafficPolicy !== undefined)?.spec.trafficPolicy,
    subsets: [...subsets.values()],
  }
}
