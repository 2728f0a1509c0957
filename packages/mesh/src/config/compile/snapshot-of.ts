import type { Cluster } from '../../model/cluster.ts'
import type { Route } from '../../model/route.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { compareTexts } from '../problem/place.ts'
import { meshGateway } from '../rules/gateways.ts'
import type { Resource, VirtualService } from '../schema/kinds.ts'
import { type Caller, callerOf } from './caller.ts'
import { clusterKey, clustersOf } from './clusters.ts'
import { destinationRulesFor } from './destination-rules.ts'
import { namesOf } from './names.ts'
import { clientRatesOf } from './rates.ts'
import { defaultRoute, routesOf, type Surroundings } from './routes.ts'
import { type Discovered, type Service, servicesOf } from './services.ts'
import { versionOf } from './version.ts'
import { type VirtualServices, virtualServicesFor } from './virtual-services.ts'

/** The port of a host that no service has, as in Istio. */
const plainPort = 80

/**
 * Compiles rules, and the endpoints that discovery knows, to what calls of one caller go by. Pure: the same input gives the same
 * snapshot, and with it the same version.
 */
export function snapshotOf(
  resources: readonly Resource[],
  discovered: readonly Discovered[] = [],
  caller: Caller = {},
): Snapshot {
  const who = callerOf(caller)
  const services = servicesOf(resources, discovered, who)
  const clusters = new Map<string, Cluster>()
  const ruleFor = destinationRulesFor(resources, who)
  for (const service of services.values())
    for (const cluster of clustersOf(service, ruleFor(service))) clusters.set(cluster.key, cluster)
  const surroundings: Surroundings = { caller: who, services, clusters }
  const all = virtualServicesFor(resources, who)
  const hosts = new Map<string, { readonly routes: readonly Route[] }>()
  for (const host of hostNames(services, all, who))
    addHost(hosts, host, services.get(host), all.of(host), surroundings)
  const content = {
    hosts: sortedByKey(hosts),
    clusters: sortedByKey(withNamed(clusters, hosts)),
    rates: who.gateway === meshGateway ? [] : clientRatesOf(all.all),
  }
  return { version: versionOf(content), ...content }
}

/** Services call what they know by name. People name a gateway, and reach through it what its rules say and nothing else. */
const hostNames = (
  services: ReadonlyMap<string, Service>,
  { hosts }: VirtualServices,
  { gateway }: Required<Caller>,
): ReadonlySet<string> =>
  gateway === meshGateway
    ? new Set([...services.keys(), ...hosts].filter((host) => !host.startsWith('*')))
    : hosts

function addHost(
  hosts: Map<string, { readonly routes: readonly Route[] }>,
  host: string,
  service: Service | undefined,
  rules: readonly VirtualService[],
  surroundings: Surroundings,
): void {
  const ports = [...(service?.ports.keys() ?? [plainPort])]
  const { caller, clusters } = surroundings
  const names = [...namesOf(host, caller.namespace), ...(service?.addresses ?? [])]
  const usual = ports.includes(plainPort) ? plainPort : ports[0]
  for (const port of ports) {
    const cluster = clusters.get(clusterKey(host, port, undefined))
    const said = rules.flatMap((rule) => routesOf(rule, port, surroundings))
    // rules that hold for other callers alone are as good as none
    const isOwn = caller.gateway === meshGateway && cluster !== undefined
    const usually = isOwn ? [defaultRoute(cluster)] : []
    const routes = said.length === 0 ? usually : rules.length > 1 ? catchAllLast(said) : said
    for (const name of names) {
      if (port === usual) hosts.set(name, { routes })
      if (ports.length > 1) hosts.set(`${name}:${port}`, { routes })
    }
  }
}

const catchAllLast = (routes: readonly Route[]): readonly Route[] => [
  ...routes.filter(({ matches }) => matches.length > 0),
  ...routes.filter(({ matches }) => matches.length === 0),
]

/** With those that routes name and no service has: a call there meets no endpoint. */
function withNamed(
  clusters: ReadonlyMap<string, Cluster>,
  hosts: ReadonlyMap<string, { readonly routes: readonly Route[] }>,
): ReadonlyMap<string, Cluster> {
  const all = new Map(clusters)
  for (const { routes } of hosts.values())
    for (const { action } of routes)
      if (action.is === 'forward')
        for (const { cluster } of action.destinations) all.set(cluster.key, cluster)
  return all
}

const sortedByKey = <T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
  new Map([...map].sort(([a], [b]) => compareTexts(a, b)))
