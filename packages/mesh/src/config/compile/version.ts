import { createHash } from 'node:crypto'
import type { Cluster } from '../../model/cluster.ts'
import type { Route } from '../../model/route.ts'
import type { Snapshot } from '../../model/snapshot.ts'

/** The same for the same rules and endpoints: a hash of all that calls can tell, so neither comments nor line numbers count. */
export function versionOf({ hosts, clusters, rates }: Omit<Snapshot, 'version'>): string {
  const hash = createHash('sha256')
  // a host has many names and one list of routes
  const known = new Map<readonly Route[], number>()
  for (const [name, { routes }] of hosts) {
    const number = known.get(routes) ?? known.size
    hash.update(JSON.stringify([name, number]))
    if (known.has(routes)) continue
    known.set(routes, number)
    hash.update(JSON.stringify(routes, asData))
  }
  for (const cluster of clusters.values())
    hash.update(JSON.stringify(Object.entries(cluster), asData))
  hash.update(JSON.stringify(rates))
  return hash.digest('hex').slice(0, 16)
}

function asData(this: unknown, key: string, value: unknown): unknown {
  if (key === 'from' && 'matches' in (this as object)) return undefined
  if (isCluster(value)) return value.key
  if (value instanceof RegExp) return String(value)
  if (value instanceof Set) return [...value]
  return value === Number.POSITIVE_INFINITY ? 'Infinity' : value
}

const isCluster = (value: unknown): value is Cluster =>
  typeof value === 'object' && value !== null && 'outlier' in value && 'balancer' in value
