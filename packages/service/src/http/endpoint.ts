import type { Seen } from './positions.ts'
import type { Route } from './router.ts'

/** Who may ask: anybody, whoever may send the command that the path names, or whoever may do this. */
export type Access = 'open' | 'command' | 'read' | 'feed' | 'status'

/** A route, and what stands before it. */
export interface Endpoint {
  readonly access: Access
  readonly route: Route
  /** Answered however many requests are under way. */
  readonly isUrgent?: boolean
  /** Reads only: what has seen a position when this shows it, where that is not the log; the query may then name a `position`. */
  readonly seen?: Seen
}
export type Endpoints = { readonly [methodAndPath: string]: Endpoint }
