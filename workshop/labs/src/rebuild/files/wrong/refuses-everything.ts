import { type Ports, type Running, reply } from '@watertight/ports'

export async function start({ transport }: Ports): Promise<Running> {
  const server = await transport.serve('accounts', async () => reply(503, { code: 'NOT_NOW' }))
  return { stop: () => server.close() }
}
