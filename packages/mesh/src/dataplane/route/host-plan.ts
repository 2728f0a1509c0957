import type { Route } from '../../model/route.ts'
import type { DestinationCluster } from '../cluster/destination.ts'
import type { AdaptiveTimeouts } from '../retry/adaptive-timeout.ts'
import type { Labels } from './fits.ts'
import { RouteIndex } from './route-index.ts'
import { RoutePlan } from './route-plan.ts'
import type { Target } from './target.ts'

/** The rules of one host in one snapshot. */
export class HostPlan {
  readonly #index: RouteIndex
  readonly #clusters: ReadonlyMap<string, DestinationCluster>
  readonly #timeouts: AdaptiveTimeouts
  readonly #plans: RoutePlan[] = []

  constructor(
    routes: readonly Route[],
    labels: Labels,
    clusters: ReadonlyMap<string, DestinationCluster>,
    timeouts: AdaptiveTimeouts,
  ) {
    this.#index = new RouteIndex(routes, labels)
    this.#clusters = clusters
    this.#timeouts = timeouts
  }

  /** Of the first route that takes the request. */
  find(target: Target): RoutePlan | undefined {
    const found = this.#index.find(target)
    if (found === undefined) return undefined
    const { at, route, match } = found
    this.#plans[at] ??= new RoutePlan(route, match, this.#clusters, this.#timeouts)
    return this.#plans[at]
  }
}
