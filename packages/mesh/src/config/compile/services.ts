import type { Endpoint } from '../../model/cluster.ts'
import { compareTexts } from '../problem/place.ts'
import type { Resource, ServiceEntry } from '../schema/kinds.ts'
import { type Caller, hasLabels, isShownTo, namespaceOf } from './caller.ts'
import { fullName, namespaceIn } from './names.ts'

/** What discovery knows: who answers for a host at one of its ports. */
export interface Discovered {
  /** A short name is one of the caller's namespace. */
  readonly host: string
  /** That callers name, 80 where nothing is said; an endpoint has its own. */
  readonly port?: number
  readonly endpoints: readonly Endpoint[]
}

/** A host that can be called. */
export interface Service {
  /** In full. */
  readonly host: string
  readonly namespace: string
  /** More names of it. */
  readonly addresses: readonly string[]
  readonly ports: ReadonlyMap<number, readonly Endpoint[]>
}

const defaultPort = 80

/** Every service a caller may see, of ServiceEntries and of discovery, by host. */
export function servicesOf(
  resources: readonly Resource[],
  discovered: readonly Discovered[],
  caller: Required<Caller>,
): ReadonlyMap<string, Service> {
  const services = new Map<string, Building>()
  const service = (host: string, namespace: string): Building => {
    const known = services.get(host) ?? new Building(host, namespace)
    services.set(host, known)
    return known
  }
  for (const { host, port = defaultPort, endpoints } of discovered) {
    const name = fullName(host, caller.namespace)
    service(name, namespaceIn(name) ?? caller.namespace).add(port, endpoints)
  }
  for (const entry of resources) {
    if (entry.kind !== 'ServiceEntry') continue
    const namespace = namespaceOf(entry)
    const { hosts, exportTo, addresses = [], ports = [] } = entry.spec
    if (!isShownTo(exportTo, namespace, caller.namespace)) continue
    for (const host of hosts) {
      const known = service(host, namespace)
      known.addresses.push(...addresses)
      for (const port of ports) known.add(port.number, endpointsOf(entry, host, port, discovered))
    }
  }
  return services
}

class Building implements Service {
  readonly host: string
  readonly namespace: string
  readonly addresses: string[] = []
  readonly ports = new Map<number, readonly Endpoint[]>()

  constructor(host: string, namespace: string) {
    this.host = host
    this.namespace = namespace
  }

  /** In the order of addresses, whatever the order they were found in; one that is named twice is one. */
  add(port: number, endpoints: readonly Endpoint[]): void {
    const all = [...(this.ports.get(port) ?? []), ...endpoints]
    const byKey = new Map(all.map((one) => [`${one.address}:${one.port}`, one]))
    const sorted = [...byKey].sort(([a], [b]) => compareTexts(a, b))
    this.ports.set(
      port,
      sorted.map(([, one]) => one),
    )
  }
}

type Port = NonNullable<ServiceEntry['spec']['ports']>[number]

function endpointsOf(
  { spec }: ServiceEntry,
  host: string,
  { name, number, targetPort = number }: Port,
  discovered: readonly Discovered[],
): readonly Endpoint[] {
  const { resolution = 'NONE', endpoints, workloadSelector } = spec
  if (workloadSelector !== undefined)
    return discovered
      .flatMap((one) => one.endpoints)
      .filter(({ labels }) => hasLabels(labels, workloadSelector.labels))
  if (endpoints !== undefined && endpoints.length > 0)
    return endpoints.map(({ address, ports, labels = {}, weight }) => ({
      address,
      port: ports?.[name] ?? targetPort,
      labels: { ...labels },
      weight: weight || 1,
    }))
  if (resolution === 'STATIC' || host.startsWith('*')) return []
  // looked up by its own name
  return [{ address: host, port: targetPort, labels: {}, weight: 1 }]
}
