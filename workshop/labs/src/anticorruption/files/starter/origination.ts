import { json, type Ports, type Running, reply } from '@watertight/ports'

/** Takes in applications: asks a bureau, and records what it says. */
export async function start({ transport }: Ports): Promise<Running> {
  const server = await transport.serve('origination', async ({ body, deadline }) => {
    const { application, taxId } = json(body) as { application: string; taxId: string }
    const ask = { to: 'bureau', method: 'GET', path: `/files/${taxId}`, deadline }
    const file = json((await transport.call(ask)).body) as object
    const event = { type: 'CreditReportReceived', application, ...file }
    const append = { to: 'log', method: 'POST', path: '/events', deadline }
    await transport.call({ ...append, body: JSON.stringify(event) })
    return reply(200, { is: 'received' })
  })
  return { stop: () => server.close() }
}
