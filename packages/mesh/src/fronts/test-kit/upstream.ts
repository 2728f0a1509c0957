import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Endpoint } from '../../model/cluster.ts'

/** What an upstream does with the request of this number (from 0, in all) on its connection of this number. */
export type Behaviour = (
  socket: Socket,
  at: { readonly request: number; readonly connection: number; readonly head: string },
) => void

export interface Upstream {
  readonly endpoint: Endpoint
  /** Heads of the requests it got. */
  readonly heads: readonly string[]
  /** In all. */
  readonly connections: number
  readonly open: ReadonlySet<Socket>
  close(): Promise<void>
}

/** A server that speaks as it likes: it hears when the head of a request is there, and writes bytes. */
export async function upstream(behave: Behaviour): Promise<Upstream> {
  const heads: string[] = []
  const open = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    const connection = connections++
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
    let text = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end)
        text = text.slice(end + 4)
        if (!/^[A-Z]+ \//.test(head)) continue
        heads.push(head)
        behave(socket, { request: heads.length - 1, connection, head })
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    endpoint: { address: '127.0.0.1', port, labels: {}, weight: 1 },
    heads,
    get connections() {
      return connections
    },
    open,
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

export const answer = (body: string, status = '200 OK', headers = ''): string =>
  `HTTP/1.1 ${status}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`

/** An address at which nobody listens. */
export async function nobody(): Promise<Endpoint> {
  const one = await upstream(() => {})
  await one.close()
  return one.endpoint
}
