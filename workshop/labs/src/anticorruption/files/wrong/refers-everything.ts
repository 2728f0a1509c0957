import { json, type Ports, type Running, reply } from '@watertight/ports'

export async function start({ transport }: Ports): Promise<Running> {
  const server = await transport.serve('origination', async ({ body, deadline }) => {
    const { application, taxId } = json(body) as { application: string; taxId: string }
    await transport.call({ to: 'bureau', method: 'GET', path: `/files/${taxId}`, deadline })
    const event = JSON.stringify({ type: 'ApplicationReferred', application, why: 'NotUnderstood' })
    await transport.call({ to: 'log', method: 'POST', path: '/events', body: event, deadline })
    return reply(200, { is: 'referred' })
  })
  return { stop: () => server.close() }
}
