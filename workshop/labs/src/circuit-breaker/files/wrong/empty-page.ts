import { type Ports, type Running, reply } from '@watertight/ports'

export async function start({ transport }: Ports): Promise<Running> {
  const server = await transport.serve('home', async () =>
    reply(200, { ratings: null, recommendations: null }),
  )
  return { stop: () => server.close() }
}
