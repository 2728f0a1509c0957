import { circuitBreaker } from '@watertight/resilience'
import { breakerOf } from '../compile/annotations.ts'
import { placeOf } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import { nearest } from '../read/nearest.ts'
import type { DestinationRule, Kind, Resource, VirtualService } from '../schema/kinds.ts'
import { meshGateway } from './gateways.ts'

type Annotations = NonNullable<Resource['metadata']['annotations']>

/** Where each of our annotations belongs: on any other kind it would have no effect. */
const homes: { readonly [Name in keyof Annotations]-?: Kind } = {
  'watertight.dev/circuit-breaker': 'DestinationRule',
  'watertight.dev/success-rate': 'DestinationRule',
  'watertight.dev/load-balancer': 'DestinationRule',
  'watertight.dev/adaptive-timeouts': 'VirtualService',
  'watertight.dev/rate-limits': 'VirtualService',
}

/** Annotations of ours must be where they belong, be whole, and have something to act on. */
export function* annotationRules(resource: Resource): Iterable<Problem> {
  const { kind, metadata } = resource
  const { annotations } = metadata
  if (annotations === undefined) return
  for (const [name, home] of Object.entries(homes))
    if (Object.hasOwn(annotations, name) && home !== kind)
      yield problem(
        'WT_MESH_CONFLICT',
        placeOf(annotations, name),
        `${name} is for a ${home}, and has no effect on a ${kind}`,
        'Move it',
      )
  if (kind === 'DestinationRule') yield* doorRules(resource, annotations)
  if (kind === 'VirtualService') {
    yield* rateRules(resource, annotations)
    const timeouts = 'watertight.dev/adaptive-timeouts'
    yield* namesOfRoutes(timeouts, annotations[timeouts]?.routes ?? {}, resource)
  }
}

function* doorRules({ spec }: DestinationRule, annotations: Annotations): Iterable<Problem> {
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

function* rateRules(resource: VirtualService, annotations: Annotations): Iterable<Problem> {
  const name = 'watertight.dev/rate-limits'
  const said = annotations[name]
  if (said === undefined) return
  const place = placeOf(annotations, name)
  if (!(resource.spec.gateways ?? []).some((gateway) => gateway !== meshGateway))
    yield problem(
      'WT_MESH_CONFLICT',
      place,
      `${name} holds at a gateway, and these rules are for none`,
      'Name a gateway in gateways',
    )
  const { eachClient, routes = {} } = said
  const ofRoutes = Object.entries(routes)
  if (eachClient === undefined && ofRoutes.length === 0)
    yield problem('WT_MESH_MISSING', place, `${name} says nothing`, 'Add eachClient or routes')
  yield* namesOfRoutes(name, routes, resource)
  for (const [route, rates] of ofRoutes)
    if (rates.all === undefined && rates.eachClient === undefined)
      yield problem(
        'WT_MESH_MISSING',
        placeOf(routes, route),
        `${name}: ${route.slice(0, 64)} has no rate`,
        'Add all or eachClient',
      )
}

/** What is said by the name of a route needs a route of that name. */
function* namesOfRoutes(
  annotation: string,
  routes: Readonly<Record<string, unknown>>,
  { spec }: VirtualService,
): Iterable<Problem> {
  const known = spec.http.flatMap((route) => route.name || [])
  for (const route of Object.keys(routes)) {
    if (known.includes(route)) continue
    const meant = nearest(route, known)
    yield problem(
      'WT_MESH_VALUE',
      placeOf(routes, route),
      `${annotation}: no route here has the name ${route.slice(0, 64)}`,
      meant === undefined ? 'Give the route this name' : `Perhaps ${meant} is meant`,
    )
  }
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
