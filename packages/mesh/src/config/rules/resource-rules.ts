import type { Problem } from '../problem/problem.ts'
import type { Resource } from '../schema/kinds.ts'
import { noAnnotationRules } from './annotation-rules.ts'
import { destinationRuleRules } from './destination-rule-rules.ts'
import { serviceEntryRules } from './service-entry-rules.ts'
import { virtualServiceRules } from './virtual-service-rules.ts'

/** What Istio's admission asks of a resource by itself. */
export function resourceRules(resource: Resource): readonly Problem[] {
  switch (resource.kind) {
    case 'DestinationRule':
      return [...destinationRuleRules(resource)]
    case 'VirtualService':
      return [...noAnnotationRules(resource), ...virtualServiceRules(resource)]
    case 'ServiceEntry':
      return [...noAnnotationRules(resource), ...serviceEntryRules(resource)]
  }
}
