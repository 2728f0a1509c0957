import { type Ports, type Running, reply } from '@watertight/ports'

export async function start({ transport }: Ports): Promise<Running> {
  const server = await transport.serve('balances', async () => reply(503, { code: 'NOT_NOW' }))
  return { stop: () => server.close() }
}
