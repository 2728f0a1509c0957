import type { Action, Destination, Route } from '../../model/route.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Labels } from '../compile/caller.ts'
import { matchInWords, partsOf } from './match-parts.ts'
import { type Asked, type AskedRequest, askedRequest } from './request.ts'

/** What becomes of a call, and why. */
export interface Explanation {
  readonly host: string
  /** The rules know the host; where they do not, the call goes out as it is. */
  readonly isKnown: boolean
  /** In order. */
  readonly routes: readonly ExplainedRoute[]
  /** The one that takes the call; none is a 404. */
  readonly taken: Route | undefined
  readonly destinations: readonly ExplainedDestination[]
}

export interface ExplainedRoute {
  readonly name: string
  /** `file:line`; empty for the route of a host without rules. */
  readonly from: string
  readonly outcome: 'takes the call' | 'does not match' | 'is not asked'
  /** For each match what it asks and the call does not have; of the one that fits, what it asks. */
  readonly why: readonly string[]
}

export interface ExplainedDestination {
  readonly cluster: string
  readonly subset: string | undefined
  /** Of the calls, 0 to 100. */
  readonly percent: number
  readonly endpoints: readonly string[]
}

/** Follows a call through the rules without making it. */
export function explain(snapshot: Snapshot, call: Asked, labels: Labels = {}): Explanation {
  const request = askedRequest(call, labels)
  const name = request.names.find((one) => snapshot.hosts.has(one))
  const routes = name === undefined ? [] : (snapshot.hosts.get(name)?.routes ?? [])
  const taken = routes.find(({ matches }) => matches.length === 0 || matches.some(request.meets))
  return {
    host: request.host,
    isKnown: name !== undefined,
    routes: explained(routes, taken, request),
    taken,
    destinations: taken === undefined ? [] : destinationsOf(taken.action),
  }
}

function explained(
  routes: readonly Route[],
  taken: Route | undefined,
  { meets }: AskedRequest,
): readonly ExplainedRoute[] {
  const at = taken === undefined ? routes.length : routes.indexOf(taken)
  return routes.map((route, i) => {
    const { name, from, matches } = route
    if (i > at) return { name, from, outcome: 'is not asked', why: [] }
    if (i === at) {
      const match = matches.find(meets)
      const why = [match === undefined ? 'everything' : matchInWords(match)]
      return { name, from, outcome: 'takes the call', why }
    }
    const why = matches.map((match) =>
      partsOf(match)
        .filter(({ alone }) => !meets(alone))
        .map(({ words }) => words)
        .join(', '),
    )
    return { name, from, outcome: 'does not match', why }
  })
}

function destinationsOf(action: Action): readonly ExplainedDestination[] {
  if (action.is !== 'forward') return []
  const total = action.destinations.reduce((sum, { weight }) => sum + weight, 0)
  return action.destinations.map(({ cluster, weight }: Destination) => ({
    cluster: cluster.key,
    subset: cluster.subset,
    percent: (100 * weight) / total,
    endpoints: cluster.endpoints.map(({ address, port }) => `${address}:${port}`),
  }))
}
