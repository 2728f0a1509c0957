import type { Clock } from '@watertight/ports'
import { buildConnector, Client } from 'undici'
import type { RunningEndpoint } from '../../dataplane/cluster/running-endpoint.ts'
import { EndpointPool } from '../../dataplane/limits/connection-pool.ts'

/** What Envoy keeps an idle connection for when nothing is said. */
const hourMs = 3_600_000
/** What Istio waits for a connection when nothing is said. */
const connectMs = 10_000

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
  readonly #connectors = new Map<number, buildConnector.connector>()

  constructor(clock: Clock, maxResponseHeaderBytes: number) {
    this.#clock = clock
    this.#maxResponseHeaderBytes = maxResponseHeaderBytes
  }

  poolOf(endpoint: RunningEndpoint): EndpointPool<Client> {
    endpoint.http ??= this.#pool(endpoint)
    return endpoint.http
  }

  #pool({ address, cluster }: RunningEndpoint): EndpointPool<Client> {
    const pool: EndpointPool<Client> = new EndpointPool(
      cluster,
      {
        open: () => {
          const { connectTimeoutMs, idleTimeoutMs } = cluster.limits
          const timeoutMs = Math.min(connectTimeoutMs, connectMs)
          const isReadable = origin.test(address) && URL.canParse(address)
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
        close: (client, isBroken) => void (isBroken ? client.destroy() : client.close()),
      },
      () => this.#clock.now(),
    )
    return pool
  }

  /** One for each timeout: it keeps sessions of TLS for all its connections. */
  #connector(timeout: number): buildConnector.connector {
    let known = this.#connectors.get(timeout)
    if (known === undefined) {
      known = buildConnector({ timeout })
      this.#connectors.set(timeout, known)
    }
    return known
  }
}
