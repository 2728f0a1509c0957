import type { Cluster } from './cluster.ts'
import type { ClientRate } from './rate.ts'
import type { Route } from './route.ts'

/** All rules at one moment, compiled and never changed: a new configuration is a new snapshot, and each request keeps the one it began with. */
export interface Snapshot {
  /** The same for the same rules and endpoints. */
  readonly version: string
  /** By the host that a caller names; the first route that matches takes the request, none is a 404. A host without rules has one route to its own cluster. A gateway has wildcards too, `*.example.com` and `*`. */
  readonly hosts: ReadonlyMap<string, { readonly routes: readonly Route[] }>
  readonly clusters: ReadonlyMap<string, Cluster>
  /** What a gateway lets in; all of them hold. Of a caller that is none there are none. */
  readonly rates: readonly ClientRate[]
}
