/** An endpoint as a balancer sees it. */
export interface Candidate {
  /** The same for as long as the endpoint is there. */
  readonly key: string
  readonly weight: number
  /** Requests in flight. */
  readonly active: number
  /** When it was first seen, on the clock. */
  readonly since: number
  /** What one more request is expected to cost, in ms. */
  cost(now: number): number
}

/** What a balancer takes from outside. */
export interface Tools {
  /** A float in [0, 1). */
  readonly random: () => number
  readonly now: () => number
}

/** Picks among the endpoints that it was built with. The hash says which key the request belongs to; only a ring uses it. */
export type Pick<C> = (hash: number) => C
