import { type Ports, type Running, reply } from '@watertight/ports'

export async function start({ transport }: Ports): Promise<Running> {
  const server = await transport.serve('decisions', async () => reply(503, { code: 'NOT_IN_TIME' }))
  return { stop: () => server.close() }
}
