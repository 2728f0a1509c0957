import type { Limits } from '../../model/cluster.ts'

/** A place for one request on one connection of HTTP/1.1. Give it back once, when the request is over. */
export interface Lease<C> {
  readonly connection: C
  /** A connection that broke is closed instead of kept. */
  release(isBroken?: boolean): void
}

/** A request that waits for a connection. */
export interface Waiting {
  /** Leaves the line. */
  cancel(): void
}

/** Makes and ends connections to one endpoint. */
export interface Connector<C> {
  open(): C
  close(connection: C): void
}

type Granted<C> = (lease: Lease<C> | 'requests') => void

interface Kept<C> {
  readonly connection: C
  served: number
  idleSince: number
}

/**
 * Connections of one cluster as Envoy counts them: `maxConnections` over all its endpoints, but one is always allowed where an endpoint
 * has none; `maxPending` requests wait; `maxRequests` are in flight. Connections are used last in, first out, so that surplus ones fall idle.
 */
export class ClusterPool {
  #limits: Limits
  connections = 0
  pending = 0
  requests = 0
  /** In all. */
  opened = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get limits(): Limits {
    return this.#limits
  }

  reconfigure(limits: Limits): void {
    this.#limits = limits
  }
}

/** The connections to one endpoint of a cluster, and the requests that wait for one. */
export class EndpointPool<C> {
  readonly #cluster: ClusterPool
  readonly #connector: Connector<C>
  readonly #now: () => number
  readonly #idle: Kept<C>[] = []
  readonly #line: Granted<C>[] = []
  #open = 0
  #isGone = false

  constructor(cluster: ClusterPool, connector: Connector<C>, now: () => number) {
    this.#cluster = cluster
    this.#connector = connector
    this.#now = now
  }

  /** A lease at once, or the limit that is in the way, or a place in the line: then `granted` is called later. */
  take(granted: Granted<C>): Lease<C> | 'pending' | 'requests' | Waiting {
    const cluster = this.#cluster
    const { maxConnections, maxPending, maxRequests } = cluster.limits
    this.closeIdle()
    let kept = this.#idle.pop()
    if (kept === undefined && (cluster.connections < maxConnections || this.#open === 0))
      kept = this.#connect()
    if (kept !== undefined) {
      if (cluster.requests < maxRequests) return this.#lease(kept)
      this.#keep(kept)
      return 'requests'
    }
    if (cluster.pending >= maxPending) return 'pending'
    cluster.pending++
    this.#line.push(granted)
    return { cancel: () => this.#leave(granted) }
  }

  /** Closes what has been idle for too long. The youngest is used first, so the oldest are at the front. */
  closeIdle(): void {
    const { idleTimeoutMs } = this.#cluster.limits
    if (idleTimeoutMs === Number.POSITIVE_INFINITY) return
    const now = this.#now()
    while (this.#idle[0] !== undefined && now - this.#idle[0].idleSince >= idleTimeoutMs)
      this.#close((this.#idle.shift() as Kept<C>).connection)
  }

  /** The endpoint is gone: idle connections end now, the others with their request. */
  end(): void {
    this.#isGone = true
    for (const { connection } of this.#idle.splice(0)) this.#close(connection)
  }

  #connect(): Kept<C> {
    this.#open++
    this.#cluster.connections++
    this.#cluster.opened++
    return { connection: this.#connector.open(), served: 0, idleSince: 0 }
  }

  #close(connection: C): void {
    this.#open--
    this.#cluster.connections--
    this.#connector.close(connection)
  }

  #keep(kept: Kept<C>): void {
    kept.idleSince = this.#now()
    this.#idle.push(kept)
  }

  #lease(kept: Kept<C>): Lease<C> {
    this.#cluster.requests++
    kept.served++
    let isReleased = false
    return {
      connection: kept.connection,
      release: (isBroken = false) => {
        if (isReleased) return
        isReleased = true
        this.#cluster.requests--
        const isWorn = kept.served >= this.#cluster.limits.maxRequestsPerConnection
        if (isBroken || isWorn) this.#close(kept.connection)
        this.#next(isBroken || isWorn ? undefined : kept)
      },
    }
  }

  /** Hands a free connection, or the room that a closed one left, to the first in line. */
  #next(free: Kept<C> | undefined): void {
    const cluster = this.#cluster
    const { maxConnections, maxRequests } = cluster.limits
    let kept = free
    while (this.#line.length > 0) {
      if (kept === undefined && (cluster.connections < maxConnections || this.#open === 0))
        kept = this.#connect()
      if (kept === undefined) return
      const granted = this.#line.shift() as Granted<C>
      cluster.pending--
      if (cluster.requests < maxRequests) {
        granted(this.#lease(kept))
        return
      }
      granted('requests')
    }
    if (kept === undefined) return
    if (this.#isGone) this.#close(kept.connection)
    else this.#keep(kept)
  }

  #leave(granted: Granted<C>): void {
    const at = this.#line.indexOf(granted)
    if (at < 0) return
    this.#line.splice(at, 1)
    this.#cluster.pending--
  }
}
