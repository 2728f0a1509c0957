import { connect, type Socket } from 'node:net'
import { seededRandom, type Transport, TransportError } from '@watertight/ports'
import { systemClock } from '@watertight/ports/node'
import { snapshotOf } from '../../config/compile/snapshot-of.ts'
import { readMesh } from '../../config/read/read-mesh.ts'
import type { Endpoint } from '../../model/cluster.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type Gateway, serveGateway } from '../gateway.ts'
import type { GatewayOptions } from '../gateway-options.ts'

/** Rules of the gateway `door` for one service, `films`, with these endpoints. `http` are its routes in YAML. */
export function rulesFor(
  endpoints: readonly Endpoint[],
  http = 'http: [{ route: [{ destination: { host: films.example } }] }]',
  {
    hosts = '["*"]',
    traffic = '{ loadBalancer: { simple: LEAST_REQUEST } }',
    labels = '',
    rates = '',
  } = {},
): Snapshot {
  const addresses = endpoints.map(
    ({ address, port }) => `{ address: ${address}, ports: { web: ${port} } }`,
  )
  const { resources, problems } = readMesh([
    {
      name: 'rules.yaml',
      text: `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: films }
spec: { hosts: [films.example], ports: [{ number: 80, name: web }], resolution: STATIC, endpoints: [${addresses.join(', ')}] }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: films${labels} }
spec: { host: films.example, trafficPolicy: ${traffic} }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: films${rates && `, annotations: { watertight.dev/rate-limits: '${rates}' }`} }
spec:
  hosts: ${hosts}
  gateways: [door]
  ${http}
`,
    },
  ])
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2))
  return snapshotOf(resources, [], { gateway: 'door' })
}

/** Nobody is known by name. */
const nobodyBelow: Transport = {
  isPublic: false,
  call: (call) => Promise.reject(new TransportError('WT_UNREACHABLE', call.to)),
  open: (call) => Promise.reject(new TransportError('WT_UNREACHABLE', call.to)),
  serve: () => Promise.reject(new Error('nothing is served here')),
}

export const doorPorts = {
  clock: systemClock,
  random: seededRandom(1),
  transport: nobodyBelow,
  log: () => {},
}

export const openDoor = (
  options: Omit<GatewayOptions, 'ports'> & Partial<GatewayOptions>,
): Promise<Gateway> => serveGateway({ ports: doorPorts, ...options })

/** A client that sends bytes as it likes. */
export function raw(address: string, bytes = ''): RawClient {
  const { hostname, port } = new URL(address)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  let text = ''
  const heard = new Set<() => void>()
  const hear = () => {
    for (const one of heard) one()
  }
  let isEnded = false
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    text += chunk
    hear()
  })
  socket.on('error', () => {})
  for (const event of ['end', 'close'])
    socket.on(event, () => {
      isEnded = true
      hear()
    })
  if (bytes !== '') socket.write(bytes, 'latin1')
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo()) return
        heard.delete(look)
        resolve()
      }
      heard.add(look)
      look()
    })
  return {
    socket,
    get text() {
      return text
    },
    says: (wanted) => until(() => text.includes(wanted) || isEnded).then(() => text),
    ended: () => until(() => isEnded).then(() => text),
  }
}

export interface RawClient {
  readonly socket: Socket
  readonly text: string
  /** All that came, once this has, or nothing more will. */
  says(wanted: string): Promise<string>
  /** All that came, once the other side has ended. */
  ended(): Promise<string>
}
