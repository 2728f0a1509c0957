import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { BrokerOptions } from 'moleculer'

/** Nodes that know each other by address over Moleculer's own TCP transporter, with what it has of policies switched on. */
export const options = (nodeID: string, urls: readonly string[]): BrokerOptions => ({
  nodeID,
  logger: false,
  transporter: {
    type: 'TCP',
    options: {
      udpDiscovery: false,
      // its types know one address, its code reads a list
      urls: urls as unknown as string,
      port: Number(urls.find((url) => url.endsWith(`/${nodeID}`))?.match(/:(\d+)\//)?.[1]),
    },
  },
  requestTimeout: 10_000,
  circuitBreaker: { enabled: true },
  retryPolicy: { enabled: true, retries: 2 },
  metrics: { enabled: true, reporter: [] },
})

/** `tcp://127.0.0.1:PORT/name` of each, on ports that were free. */
export async function places(names: readonly string[]): Promise<string[]> {
  const servers = names.map(() => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const urls = servers.map((server, i) => {
    const { port } = server.address() as AddressInfo
    return `tcp://127.0.0.1:${port}/${names[i]}`
  })
  await Promise.all(
    servers.map((server) => {
      server.close()
      return once(server, 'close')
    }),
  )
  return urls
}
