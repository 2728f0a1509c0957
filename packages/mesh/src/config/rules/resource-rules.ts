import type { Problem } from '../problem/problem.ts'
import type { Resource } from '../schema/kinds.ts'
import { annotationRules } from './annotation-rules.ts'
import { destinationRuleRules } from './destination-rule-rules.ts'
import { serviceEntryRules } from './service-entry-rules.ts'
import { virtualServiceRules } from './virtual-service-rules.ts'

/** What Istio's admission asks of a resource by itself. */
export const resourceRules = (resource: Resource): readonly Problem[] => [
  ...annotationRules(resource),
  ...rulesOf(resource),
]

function rulesOf(resource: Resource): Iterable<Problem> {
  switch (resource.kind) {
    case 'DestinationRule':
      return destinationRuleRules(resource)
    case 'VirtualService':
      return virtualServiceRules(resource)
    case 'ServiceEntry':
      return serviceEntryRules(resource)
  }
}
