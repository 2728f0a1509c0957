import { type Ports, type Running, reply } from '@watertight/ports'

export async function start({ transport }: Ports): Promise<Running> {
  const server = await transport.serve('credit', async ({ method }) =>
    method === 'GET'
      ? reply(200, { owed: '0.00', events: [] })
      : reply(409, { code: 'NotPossibleNow' }),
  )
  return { stop: () => server.close() }
}
