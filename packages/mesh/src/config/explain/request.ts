import type { Call } from '@watertight/ports'
import { fits, isFor } from '../../dataplane/route/fits.ts'
import { hostNames } from '../../dataplane/route/host-names.ts'
import { addressOf, CallTarget } from '../../dataplane/route/target.ts'
import type { Match } from '../../model/route.ts'
import type { Labels } from '../compile/caller.ts'

/** A call that is not made. */
export type Asked = Pick<Call, 'to' | 'method' | 'path' | 'headers'>

/** What the data plane makes of a call: the names its host is looked up by, and whether it meets a match. */
export interface AskedRequest {
  readonly host: string
  /** The first that rules know counts. */
  readonly names: readonly string[]
  meets(match: Match): boolean
}

export function askedRequest({ to, method, path, headers }: Asked, labels: Labels): AskedRequest {
  const address = addressOf(to)
  const target = new CallTarget(address, method, path, headers)
  return {
    host: address.host,
    names: [...hostNames(to.replace(/^https?:\/\//, ''), address.host)],
    meets: (match) => isFor(match, labels) && fits(match, target),
  }
}
