import { json, type Ports, type Request, type Running, reply } from '@watertight/ports'

/** Takes the money for orders: asks the card network. */
export async function start({ clock, transport }: Ports): Promise<Running> {
  const charge = async (request: Request) => {
    const { order, pence } = json(request.body) as { order: string; pence: number }
    const { status } = await transport.call({
      ...{ to: 'card-network', method: 'POST', path: '/charges' },
      headers: { 'idempotency-key': order },
      body: JSON.stringify({ order, pence }),
      deadline: Math.min(clock.now() + 600, request.deadline - 100),
    })
    if (status >= 500) return reply(503, { code: 'NOT_KNOWN' })
    return reply(200, { is: status === 402 ? 'declined' : 'charged' })
  }
  const server = await transport.serve('payments', (request) =>
    charge(request).catch(() => reply(503, { code: 'NOT_KNOWN' })),
  )
  return { stop: () => server.close() }
}
