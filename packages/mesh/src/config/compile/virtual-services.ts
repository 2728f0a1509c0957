import { isForGateway, meshGateway } from '../rules/gateways.ts'
import type { Resource, VirtualService } from '../schema/kinds.ts'
import { ByHost } from './by-host.ts'
import { type Caller, isShownTo, namespaceOf } from './caller.ts'
import { fullName } from './names.ts'

/** The VirtualServices that calls of this caller can meet. */
export interface VirtualServices {
  /** Every host that rules name, wildcards too. */
  readonly hosts: ReadonlySet<string>
  /** Those whose routes a host has: of the most specific of their hosts, and of these the first alone; a gateway joins them all. */
  /** Each of them once. */
  readonly all: readonly VirtualService[]
  of(host: string): readonly VirtualService[]
}

export function virtualServicesFor(
  resources: readonly Resource[],
  { gateway, namespace }: Required<Caller>,
): VirtualServices {
  const hosts = new Set<string>()
  const all: VirtualService[] = []
  const byHost = new ByHost<VirtualService>()
  for (const one of resources) {
    if (one.kind !== 'VirtualService' || !isForGateway(one.spec.gateways, gateway)) continue
    if (!isShownTo(one.spec.exportTo, namespaceOf(one), namespace)) continue
    all.push(one)
    for (const host of new Set(hostsOf(one))) {
      byHost.add(host, one)
      hosts.add(host)
    }
  }
  return {
    hosts,
    all,
    of(host) {
      const found = byHost.of(host)
      return gateway === meshGateway ? found.slice(0, 1) : found
    },
  }
}

export const hostsOf = (one: VirtualService): readonly string[] =>
  one.spec.hosts.map((host) => fullName(host, namespaceOf(one)))
