import type { Cluster } from '../../model/cluster.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { actionInWords, rateInWords, termsInWords } from '../explain/action-in-words.ts'
import { matchInWords } from '../explain/match-parts.ts'
import { compiled } from './compiled.ts'
import { type Context, usageError } from './context.ts'
import { argumentsOf } from './input.ts'
import { table } from './table.ts'

export async function show(context: Context): Promise<number> {
  const { values, positionals } = argumentsOf(context, 1, ['rules'])
  const [host] = positionals
  const { snapshot } = await compiled(values)
  if (host !== undefined && !snapshot.hosts.has(host))
    throw usageError(
      `no rule and no endpoint is known for ${host}. There are: ${[...snapshot.hosts.keys()].join(', ')}`,
    )
  const hosts = [...groupsOf(snapshot)].filter(
    ([, names]) => host === undefined || names.includes(host),
  )
  const routes = hosts.flatMap(([routes, names]) =>
    routes.map((route) => ({ hosts: names, ...route })),
  )
  const used = new Set(
    routes.flatMap(({ action }) =>
      action.is === 'forward' ? action.destinations.map(({ cluster }) => cluster.key) : [],
    ),
  )
  const clusters = [...snapshot.clusters.values()].filter(
    ({ key }) => host === undefined || used.has(key),
  )
  if (context.json) {
    context.out.line(
      JSON.stringify({
        version: snapshot.version,
        rates: snapshot.rates,
        routes: routes.map((route) => ({
          hosts: route.hosts,
          name: route.name,
          from: route.from,
          matches: route.matches.map(matchInWords),
          does: actionInWords(route.action),
          terms: termsInWords(route),
        })),
        clusters,
      }),
    )
    return 0
  }
  context.out.line(`version ${snapshot.version}`)
  for (const { name, ...rate } of snapshot.rates)
    context.out.line(`each client ${rateInWords(rate)} (${name})`)
  for (const [own, names] of hosts) {
    context.out.line('')
    context.out.line(names.join(', '))
    const rows = own.map((route) => [
      `  ${route.name}`,
      route.from || '-',
      actionInWords(route.action),
      route.matches.map(matchInWords).join('; or ') || 'everything',
    ])
    for (const line of table(['  route', 'where', 'does', 'for'], rows)) context.out.line(line)
  }
  context.out.line('')
  for (const line of table(
    ['cluster', 'balancer', 'outlier detection', 'breaker', 'limits', 'endpoints'],
    clusters.map(row),
  ))
    context.out.line(line)
  return 0
}

type Routes = NonNullable<ReturnType<Snapshot['hosts']['get']>>['routes']

/** Names that have the same routes are one. */
function groupsOf({ hosts }: Snapshot): ReadonlyMap<Routes, readonly string[]> {
  const groups = new Map<Routes, string[]>()
  for (const [name, { routes }] of hosts) groups.set(routes, [...(groups.get(routes) ?? []), name])
  return groups
}

function row({ key, balancer, outlier, breaker, limits, endpoints }: Cluster): readonly string[] {
  const said = Object.entries({
    connections: limits.maxConnections,
    pending: limits.maxPending,
    requests: limits.maxRequests,
    'requests per connection': limits.maxRequestsPerConnection,
    retries: limits.maxRetries,
  }).filter(([, limit]) => limit < Number.POSITIVE_INFINITY)
  return [
    key,
    balancer.is,
    outlier === undefined
      ? '-'
      : `${outlier.consecutive5xx} × 5xx, out ${outlier.baseEjectionMs} ms, at most ${outlier.maxEjectionPercent} %`,
    breaker === undefined ? '-' : inWords(breaker),
    said.map(([name, limit]) => `${limit} ${name}`).join(', ') || '-',
    endpoints.map(({ address, port }) => `${address}:${port}`).join(', ') || 'none',
  ]
}

/** `inARow 5, openMs 2000`; those that it does not say are the defaults of resilience. */
function inWords({ window, ...options }: NonNullable<Cluster['breaker']>): string {
  const said = Object.entries({ ...window, ...options }).map(([name, value]) => `${name} ${value}`)
  return said.join(', ') || 'as resilience has it'
}
