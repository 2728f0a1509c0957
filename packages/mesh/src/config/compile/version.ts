import { createHash } from 'node:crypto'
import type { Cluster } from '../../model/cluster.ts'
import type { Snapshot } from '../../model/snapshot.ts'

/** The same for the same rules and endpoints: a hash of all that calls can tell, so neither comments nor line numbers count. */
export function versionOf({ hosts, clusters }: Omit<Snapshot, 'version'>): string {
  const isCluster = (value: unknown): value is Cluster =>
    typeof value === 'object' && value !== null && 'outlier' in value && 'balancer' in value
  const content = JSON.stringify(
    [[...hosts], [...clusters.values()].map((cluster) => Object.entries(cluster))],
    function (this: object, key, value) {
      if (key === 'from' && 'matches' in this) return undefined
      if (isCluster(value)) return value.key
      if (value instanceof RegExp) return String(value)
      if (value instanceof Set) return [...value]
      return value === Number.POSITIVE_INFINITY ? 'Infinity' : value
    },
  )
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}
