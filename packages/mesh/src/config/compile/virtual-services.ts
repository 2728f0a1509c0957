import { covers } from '../rules/dns.ts'
import { isForGateway, meshGateway } from '../rules/gateways.ts'
import type { Resource, VirtualService } from '../schema/kinds.ts'
import { type Caller, isShownTo, namespaceOf } from './caller.ts'
import { fullName } from './names.ts'

/** The VirtualServices that calls of this caller can meet, in order. */
export const virtualServicesFor = (
  resources: readonly Resource[],
  caller: Required<Caller>,
): readonly VirtualService[] =>
  resources.filter(
    (one): one is VirtualService =>
      one.kind === 'VirtualService' &&
      isForGateway(one.spec.gateways, caller.gateway) &&
      isShownTo(one.spec.exportTo, namespaceOf(one), caller.namespace),
  )

export const hostsOf = (one: VirtualService): readonly string[] =>
  one.spec.hosts.map((host) => fullName(host, namespaceOf(one)))

/**
 * Those whose routes a host has: of the most specific of their hosts, and of these the first alone. A gateway joins them all, the routes
 * that take everything last.
 */
export function virtualServicesOf(
  host: string,
  all: readonly VirtualService[],
  { gateway }: Required<Caller>,
): readonly VirtualService[] {
  const rank = (one: VirtualService) =>
    Math.max(
      0,
      ...hostsOf(one)
        .filter((name) => covers(name, host))
        .map((name) => (name.startsWith('*') ? name.length : Number.POSITIVE_INFINITY)),
    )
  const best = Math.max(0, ...all.map(rank))
  const found = best === 0 ? [] : all.filter((one) => rank(one) === best)
  return gateway === meshGateway ? found.slice(0, 1) : found
}
