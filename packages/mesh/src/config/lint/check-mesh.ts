import { type Caller, callerOf } from '../compile/caller.ts'
import { destinationRulesFor, type MergedRule } from '../compile/destination-rules.ts'
import { type Discovered, type Service, servicesOf } from '../compile/services.ts'
import { virtualServicesFor } from '../compile/virtual-services.ts'
import { comparePlaces } from '../problem/place.ts'
import type { Problem } from '../problem/problem.ts'
import type { Resource } from '../schema/kinds.ts'
import { destinationRuleLints } from './destination-rule-lints.ts'
import { hostLints } from './host-lints.ts'
import { reachLints } from './reach-lints.ts'
import { routeLints } from './route-lints.ts'
import type { Scene } from './scene.ts'

/**
 * What rules do not do although they seem to, seen together with each other and with the endpoints that are known. Errors are what
 * would fail calls for certain; the rest are warnings.
 */
export function checkMesh(
  resources: readonly Resource[],
  discovered: readonly Discovered[] = [],
  caller: Caller = {},
): readonly Problem[] {
  const who = callerOf(caller)
  const services = servicesOf(resources, discovered, who)
  const ruleFor = destinationRulesFor(resources, who)
  const rules = new Map<Service, MergedRule>()
  for (const service of services.values()) rules.set(service, ruleFor(service))
  const scene: Scene = {
    services,
    caller: who,
    rules,
    takers: virtualServicesFor(resources, who),
  }
  const found = resources.flatMap((resource) => lintsOf(resource, scene))
  return found.sort((a, b) => comparePlaces(a.place, b.place))
}

function lintsOf(resource: Resource, scene: Scene): readonly Problem[] {
  if (resource.kind === 'DestinationRule') return [...destinationRuleLints(resource, scene)]
  if (resource.kind === 'ServiceEntry') return []
  return [...hostLints(resource, scene), ...reachLints(resource), ...routeLints(resource, scene)]
}
