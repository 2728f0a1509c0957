import type { Clock, Transport } from '@watertight/ports'
import { buildConnector, Client } from 'undici'
import type { Link, RunningEndpoint } from '../../dataplane/cluster/running-endpoint.ts'
import { EndpointPool } from '../../dataplane/limits/connection-pool.ts'
import { TransportLink } from './transport-link.ts'

/** What Envoy keeps an idle connection for when nothing is said. */
const hourMs = 3_600_000

const origin = /^https?:\/\/[^/]+\/?$/

/** There is no way to what is no address: said as any other failure to connect. */
const refusing =
  (address: string): buildConnector.connector =>
  (_, callback) =>
    callback(new Error(`${JSON.stringify(address)} is no address`), null)

/** Real connections to endpoints: one undici `Client` each, which carries one request at a time. */
export class Links {
  readonly #clock: Clock
  readonly #maxResponseHeaderBytes: number
  readonly #below: Pick<Transport, 'open'> | undefined
  readonly #connectors = new Map<number, buildConnector.connector>()

  /** What is no address of HTTP is a name for the transport below, where one is given. */
  constructor(clock: Clock, maxResponseHeaderBytes: number, below?: Pick<Transport, 'open'>) {
    this.#clock = clock
    this.#below = below
    this.#maxResponseHeaderBytes = maxResponseHeaderBytes
  }

  poolOf(endpoint: RunningEndpoint): EndpointPool<Link> {
    endpoint.http ??= this.#pool(endpoint)
    return endpoint.http
  }

  #pool(endpoint: RunningEndpoint): EndpointPool<Link> {
    const { cluster } = endpoint
    const pool: EndpointPool<Link> = new EndpointPool(
      cluster,
      {
        open: () => {
          const { address } = endpoint
          const { connectTimeoutMs, idleTimeoutMs } = cluster.limits
          // to undici 0 is no limit
          const timeoutMs = connectTimeoutMs < Number.POSITIVE_INFINITY ? connectTimeoutMs : 0
          const isReadable = origin.test(address) && URL.canParse(address)
          if (!isReadable && this.#below !== undefined)
            return new TransportLink(this.#below, address, this.#clock)
          const client = new Client(isReadable ? address : 'http://unreadable.invalid', {
            connect: isReadable ? this.#connector(timeoutMs) : refusing(address),
            keepAliveTimeout: Math.min(idleTimeoutMs, hourMs),
            keepAliveMaxTimeout: hourMs,
            maxHeaderSize: this.#maxResponseHeaderBytes,
            pipelining: 1,
          })
          client.on('disconnect', () => pool.closed(client))
          return client
        },
        close: (link, isBroken) => {
          if (link instanceof Client) void (isBroken ? link.destroy() : link.close())
        },
      },
      () => this.#clock.now(),
    )
    return pool
  }

  /** One for each timeout: it keeps sessions of TLS for all its connections. */
  #connector(timeout: number): buildConnector.connector {
    let known = this.#connectors.get(timeout)
    if (known === undefined) {
      // either side of a connection that was upgraded may end before the other
      known = buildConnector({ timeout, allowHalfOpen: true })
      this.#connectors.set(timeout, known)
    }
    return known
  }
}
