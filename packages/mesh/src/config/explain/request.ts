import type { Call } from '@watertight/ports'
import { matchRoute } from '../../dataplane/route/match-route.ts'
import { hostOf, targetOf } from '../../dataplane/route/target.ts'
import type { Match, Route } from '../../model/route.ts'
import type { Labels } from '../compile/caller.ts'
import { emptyCluster } from '../compile/clusters.ts'
import { defaultRoute } from '../compile/routes.ts'

/** A call that is not made. */
export type Asked = Pick<Call, 'to' | 'method' | 'path' | 'headers'>

/** What the data plane makes of a call: the names its host is looked up by, and whether it meets a match. */
export interface AskedRequest {
  readonly host: string
  /** The first that rules know counts. */
  readonly names: readonly string[]
  meets(match: Match): boolean
}

const anywhere: Route = defaultRoute(emptyCluster('', 80, undefined))

export function askedRequest(call: Asked, labels: Labels): AskedRequest {
  const target = targetOf({ ...call, deadline: Number.POSITIVE_INFINITY })
  const host = hostOf(call.to)
  return {
    host,
    names: [call.to.replace(/^https?:\/\//, ''), host],
    meets: (match) => matchRoute([{ ...anywhere, matches: [match] }], target, labels) !== undefined,
  }
}
