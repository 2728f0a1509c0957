import type { HeaderChanges, Match, Route } from '../../model/route.ts'
import { byWeight } from '../balance/by-weight.ts'
import type { DestinationCluster } from '../cluster/destination.ts'
import type { AdaptiveTimeout, AdaptiveTimeouts } from '../retry/adaptive-timeout.ts'
import { isChange } from './header-changes.ts'

/** A destination of a route, its cluster at hand. */
export interface DestinationPlan {
  readonly cluster: DestinationCluster
  readonly weight: number
  /** Of the destination, then of the route; undefined where nothing changes. */
  readonly request: readonly HeaderChanges[] | undefined
  readonly response: readonly HeaderChanges[] | undefined
}

/** What a route asks for, looked up once for each snapshot instead of once for each request. */
export class RoutePlan {
  readonly route: Route
  readonly match: Match | undefined
  readonly hasFault: boolean
  readonly adaptiveTimeout: AdaptiveTimeout | undefined
  readonly #destinations: readonly DestinationPlan[]

  constructor(
    route: Route,
    match: Match | undefined,
    clusters: ReadonlyMap<string, DestinationCluster>,
    timeouts: AdaptiveTimeouts,
  ) {
    this.route = route
    this.match = match
    this.hasFault = route.fault.delay !== undefined || route.fault.abort !== undefined
    this.adaptiveTimeout = route.adaptiveTimeout && timeouts.of(route.adaptiveTimeout)
    const destinations = route.action.is === 'forward' ? route.action.destinations : []
    this.#destinations = destinations.map(({ cluster, weight, headers }) => ({
      cluster: clusters.get(cluster.key) as DestinationCluster,
      weight,
      request: changes(headers.request, route.headers.request),
      response: changes(headers.response, route.headers.response),
    }))
  }

  /** A destination, with chances in proportion to the weights. */
  destination(random: () => number): DestinationPlan {
    return this.#destinations.length === 1
      ? (this.#destinations[0] as DestinationPlan)
      : byWeight(this.#destinations, (one) => one.weight, random)
  }
}

function changes(...lists: readonly HeaderChanges[]): readonly HeaderChanges[] | undefined {
  const some = lists.filter(isChange)
  return some.length === 0 ? undefined : some
}
