import { circuitBreaker } from '@watertight/resilience'
import { breakerOf } from '../compile/annotations.ts'
import { placeOf } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import type { DestinationRule, Resource } from '../schema/kinds.ts'

/** Annotations of ours on a rule that they are for: they must be whole, and have something to act on. */
export function* annotationRules({ metadata, spec }: DestinationRule): Iterable<Problem> {
  const { annotations } = metadata
  if (annotations === undefined) return
  const { trafficPolicy, subsets = [] } = spec
  const policies = [trafficPolicy, ...subsets.map((subset) => subset.trafficPolicy)]
  const rate = 'watertight.dev/success-rate'
  if (annotations[rate] && !policies.some((policy) => policy?.outlierDetection !== undefined))
    yield problem(
      'WT_MESH_CONFLICT',
      placeOf(annotations, rate),
      `${rate} is one more detector of outlierDetection, which this rule does not have`,
      'Add outlierDetection',
    )
  const balancer = 'watertight.dev/load-balancer'
  if (annotations[balancer] && policies.some((policy) => policy?.loadBalancer !== undefined))
    yield problem(
      'WT_MESH_CONFLICT',
      placeOf(annotations, balancer),
      `${balancer} takes the place of loadBalancer, which this rule has`,
    )
  const wrong = wrongBreaker(breakerOf(annotations))
  if (wrong !== undefined)
    yield problem(
      'WT_MESH_VALUE',
      placeOf(annotations, 'watertight.dev/circuit-breaker'),
      `watertight.dev/circuit-breaker: ${wrong}`,
    )
}

/** On any other resource they would have no effect. */
export function* noAnnotationRules({ kind, metadata }: Resource): Iterable<Problem> {
  const { annotations = {} } = metadata
  for (const name of Object.keys(annotations))
    yield problem(
      'WT_MESH_CONFLICT',
      placeOf(annotations, name),
      `${name} is for a DestinationRule, and has no effect on a ${kind}`,
      'Move it',
    )
}

/** Why no breaker can be made of it, in the words of its own check. */
function wrongBreaker(options: ReturnType<typeof breakerOf>): string | undefined {
  if (options === undefined) return undefined
  try {
    circuitBreaker({ ...options, name: 'the breaker' })
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
