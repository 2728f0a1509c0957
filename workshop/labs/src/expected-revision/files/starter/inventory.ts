import { json, type Ports, type Request, type Running, reply } from '@watertight/ports'

interface StockEvent {
  readonly type: 'StockReceived' | 'StockLost' | 'StockReserved'
  readonly quantity: number
  readonly order?: string
}

/** Keeps goods for orders: decides on the events of a stock code, and appends what was decided. */
export async function start({ transport }: Ports): Promise<Running> {
  const reserve = async (request: Request) => {
    const { order, sku, quantity } = json(request.body) as Record<'order' | 'sku', string> & {
      quantity: number
    }
    const log = { to: 'log', path: `/streams/${sku}`, deadline: request.deadline - 100 }
    const { body } = await transport.call({ ...log, method: 'GET' })
    const { events } = json(body) as { events: StockEvent[] }
    if (quantity > stockOf(events)) return reply(200, { is: 'short' })
    const event: StockEvent = { type: 'StockReserved', order, quantity }
    await transport.call({ ...log, method: 'POST', body: JSON.stringify({ event }) })
    return reply(200, { is: 'reserved' })
  }
  const server = await transport.serve('inventory', (request) =>
    reserve(request).catch(() => reply(503, { code: 'NOT_KNOWN' })),
  )
  return { stop: () => server.close() }
}

const stockOf = (events: readonly StockEvent[]) =>
  events.reduce(
    (left, { type, quantity }) => left + (type === 'StockReceived' ? quantity : -quantity),
    0,
  )
