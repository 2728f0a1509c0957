/** A token bucket: so many requests a second on average, so many at once. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** What a gateway lets in by the routes of one name. */
export interface RouteRates {
  /** `namespace/resource: route`. */
  readonly name: string
  /** Of the route, over all clients. */
  readonly all?: Rate
  /** Of each client on this route. */
  readonly eachClient?: Rate
}

/** Of each client over everything it asks a gateway for, whether or not a route takes it. */
export interface ClientRate extends Rate {
  /** `namespace/resource`. */
  readonly name: string
}
