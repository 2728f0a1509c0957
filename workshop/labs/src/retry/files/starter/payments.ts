import { json, type Ports, type Request, type Running, reply } from '@watertight/ports'

/** Takes the money for orders: asks the card network. */
export async function start({ transport }: Ports): Promise<Running> {
  const ask = async (order: string, pence: number, deadline: number) => {
    const { status } = await transport.call({
      ...{ to: 'card-network', method: 'POST', path: '/charges' },
      headers: { 'idempotency-key': order },
      body: JSON.stringify({ order, pence }),
      deadline,
    })
    if (status >= 500) throw new Error(`the card network answered ${status}`)
    return status
  }
  const askThrice = (order: string, pence: number, deadline: number) =>
    thrice(() => ask(order, pence, deadline))
  const charge = async (request: Request) => {
    const { order, pence } = json(request.body) as { order: string; pence: number }
    const status = await thrice(() => askThrice(order, pence, request.deadline - 100))
    return reply(200, { is: status === 402 ? 'declined' : 'charged' })
  }
  const server = await transport.serve('payments', (request) =>
    charge(request).catch(() => reply(503, { code: 'NOT_KNOWN' })),
  )
  return { stop: () => server.close() }
}

async function thrice<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === 3) throw error
    }
  }
}
