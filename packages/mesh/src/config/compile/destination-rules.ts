import type { DestinationRule, Resource, TrafficPolicy } from '../schema/kinds.ts'
import { ByHost } from './by-host.ts'
import { type Caller, hasLabels, isShownTo, namespaceOf } from './caller.ts'
import { fullName } from './names.ts'
import type { Service } from './services.ts'

export type Annotations = NonNullable<DestinationRule['metadata']['annotations']>
type Subset = NonNullable<DestinationRule['spec']['subsets']>[number]

/** What DestinationRules say together about a service. */
export interface MergedRule {
  readonly rules: readonly DestinationRule[]
  readonly trafficPolicy: TrafficPolicy | undefined
  readonly subsets: readonly Subset[]
  /** Of the first of them that has any. */
  readonly annotations: Annotations | undefined
}

/** Istio's namespace for rules of the whole mesh. */
const rootNamespace = 'istio-system'

/**
 * Finds the rules that hold for calls of this caller to a service, as Istio looks them up: those of the caller's namespace, else of the
 * service's, else of the root; of these the ones with the most specific host. Several are one: the first traffic policy and the first
 * subset of each name are taken, and those that select this caller come first.
 */
export function destinationRulesFor(
  resources: readonly Resource[],
  caller: Required<Caller>,
): (service: Pick<Service, 'host' | 'namespace'>) => MergedRule {
  const byNamespace = new Map<string, ByHost<DestinationRule>>()
  for (const one of resources) {
    if (one.kind !== 'DestinationRule' || !selects(one, caller)) continue
    const namespace = namespaceOf(one)
    if (!isShownTo(one.spec.exportTo, namespace, caller.namespace)) continue
    const rules = byNamespace.get(namespace) ?? new ByHost<DestinationRule>()
    byNamespace.set(namespace, rules)
    rules.add(fullName(one.spec.host, namespace), one)
  }
  return ({ host, namespace }) => {
    for (const one of [caller.namespace, namespace, rootNamespace]) {
      const rules = byNamespace.get(one)?.of(host) ?? []
      if (rules.length > 0) return merged(rules)
    }
    return { rules: [], trafficPolicy: undefined, subsets: [], annotations: undefined }
  }
}

function selects(rule: DestinationRule, { namespace, labels }: Required<Caller>): boolean {
  const { workloadSelector } = rule.spec
  return (
    workloadSelector === undefined ||
    (namespaceOf(rule) === namespace && hasLabels(labels, workloadSelector.matchLabels))
  )
}

const isOurs = (annotations: Annotations | undefined): boolean =>
  annotations !== undefined && Object.keys(annotations).length > 0

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
    annotations: rules.find(({ metadata }) => isOurs(metadata.annotations))?.metadata.annotations,
  }
}
