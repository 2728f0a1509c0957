import type { Limits } from '../../model/cluster.ts'

/** A connection of HTTP/1.1, which carries one request at a time. Who was given it gives it back once, when the request is over. */
export class Connection<C> {
  readonly link: C
  /** Requests that it was given to. */
  served = 0
  idleSince = 0
  isLent = false

  constructor(link: C) {
    this.link = link
  }
}

/** A request that wants a connection. */
export interface Waiter<C> {
  /** It left the line: with a connection, or refused by `maxRequests`. */
  granted(connection: Connection<C> | 'requests'): void
}

/** Makes and ends connections to one endpoint. */
export interface Connector<C> {
  open(): C
  close(link: C, isBroken: boolean): void
}

/**
 * Connections of one cluster as Envoy counts them: `maxConnections` over all its endpoints, but one is always allowed where an endpoint
 * has none; `maxPending` requests wait; `maxRequests` are in flight. Connections are used last in, first out, so that surplus ones fall idle.
 */
export class ClusterPool {
  limits: Limits
  connections = 0
  pending = 0
  requests = 0
  /** In all. */
  opened = 0

  constructor(limits: Limits) {
    this.limits = limits
  }
}

/** The connections to one endpoint of a cluster, and the requests that wait for one. */
export class EndpointPool<C> {
  readonly #cluster: ClusterPool
  readonly #connector: Connector<C>
  readonly #now: () => number
  readonly #idle: Connection<C>[] = []
  readonly #line: Waiter<C>[] = []
  #open = 0
  #isGone = false

  constructor(cluster: ClusterPool, connector: Connector<C>, now: () => number) {
    this.#cluster = cluster
    this.#connector = connector
    this.#now = now
  }

  /** A connection, the limit in the way, or undefined: then the request waits in line. */
  take(waiter: Waiter<C>): Connection<C> | 'pending' | 'requests' | undefined {
    const cluster = this.#cluster
    const { idleTimeoutMs, maxConnections, maxPending, maxRequests } = cluster.limits
    if (idleTimeoutMs < Number.POSITIVE_INFINITY) this.#closeIdle(idleTimeoutMs)
    let connection = this.#idle.pop()
    if (connection === undefined && (cluster.connections < maxConnections || this.#open === 0))
      connection = this.#connect()
    if (connection !== undefined) {
      if (cluster.requests < maxRequests) return this.#lend(connection)
      this.#keep(connection)
      return 'requests'
    }
    if (cluster.pending >= maxPending) return 'pending'
    cluster.pending++
    this.#line.push(waiter)
    return undefined
  }

  /** The request is over; a connection that broke is closed instead of kept. */
  release(connection: Connection<C>, isBroken: boolean): void {
    if (!connection.isLent) return
    connection.isLent = false
    this.#cluster.requests--
    const isWorn = connection.served >= this.#cluster.limits.maxRequestsPerConnection
    if (isBroken || isWorn) this.#close(connection, isBroken)
    this.#next(isBroken || isWorn ? undefined : connection)
  }

  /** Gives up waiting. */
  leave(waiter: Waiter<C>): void {
    const at = this.#line.indexOf(waiter)
    if (at < 0) return
    this.#line.splice(at, 1)
    this.#cluster.pending--
  }

  /** The other end closed it: an idle connection is gone, one in use goes with its request. */
  closed(link: C): void {
    const at = this.#idle.findIndex((one) => one.link === link)
    if (at >= 0) for (const one of this.#idle.splice(at, 1)) this.#close(one, true)
  }

  /** The endpoint is gone: idle connections end now, the others with their request. */
  end(): void {
    this.#isGone = true
    for (const connection of this.#idle.splice(0)) this.#close(connection)
  }

  /** The youngest is used first, so the oldest are at the front. */
  #closeIdle(idleTimeoutMs: number): void {
    const now = this.#now()
    while (this.#idle[0] !== undefined && now - this.#idle[0].idleSince >= idleTimeoutMs)
      this.#close(this.#idle.shift() as Connection<C>)
  }

  #connect(): Connection<C> {
    this.#open++
    this.#cluster.connections++
    this.#cluster.opened++
    return new Connection(this.#connector.open())
  }

  #close({ link }: Connection<C>, isBroken = false): void {
    this.#open--
    this.#cluster.connections--
    this.#connector.close(link, isBroken)
  }

  #keep(connection: Connection<C>): void {
    if (this.#cluster.limits.idleTimeoutMs < Number.POSITIVE_INFINITY)
      connection.idleSince = this.#now()
    this.#idle.push(connection)
  }

  #lend(connection: Connection<C>): Connection<C> {
    this.#cluster.requests++
    connection.served++
    connection.isLent = true
    return connection
  }

  /** Hands a free connection, or the room that a closed one left, to the first in line. */
  #next(free: Connection<C> | undefined): void {
    const cluster = this.#cluster
    const { maxConnections, maxRequests } = cluster.limits
    let connection = free
    while (this.#line.length > 0) {
      if (connection === undefined && (cluster.connections < maxConnections || this.#open === 0))
        connection = this.#connect()
      if (connection === undefined) return
      const waiter = this.#line.shift() as Waiter<C>
      cluster.pending--
      if (cluster.requests < maxRequests) {
        waiter.granted(this.#lend(connection))
        return
      }
      waiter.granted('requests')
    }
    if (connection === undefined) return
    if (this.#isGone) this.#close(connection)
    else this.#keep(connection)
  }
}
