import type { AdaptiveTimeout } from '../../model/route.ts'
import type { VirtualService } from '../schema/kinds.ts'
import { namespaceOf } from './caller.ts'

/** Of the routes that have this name in it. */
export function adaptiveTimeoutOf(
  one: VirtualService,
  route: string | undefined,
): AdaptiveTimeout | undefined {
  const { annotations, name } = one.metadata
  const { routes } = annotations?.['watertight.dev/adaptive-timeouts'] ?? {}
  const said = route === undefined ? undefined : routes?.[route]
  if (said === undefined) return undefined
  const { times = 2, atLeast = 25, minimumCalls = 100 } = said
  return {
    name: `${namespaceOf(one)}/${name}: ${route}`,
    times,
    atLeastMs: atLeast,
    minimumCalls,
  }
}
