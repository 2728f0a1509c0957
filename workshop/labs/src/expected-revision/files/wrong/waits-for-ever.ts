import { json, type Ports, type Request, type Running, reply } from '@watertight/ports'

interface StockEvent {
  readonly type: 'StockReceived' | 'StockLost' | 'StockReserved'
  readonly quantity: number
  readonly order?: string
}

/** What the answer takes. */
const reserveMs = 100

/** Keeps goods for orders: decides on the events of a stock code, and appends what was decided. */
export async function start({ clock, transport }: Ports): Promise<Running> {
  const ask = async (method: string, sku: string, body?: unknown) => {
    const answer = await transport.call({
      ...{ to: 'log', method, path: `/streams/${sku}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      deadline: Number.POSITIVE_INFINITY,
    })
    return { status: answer.status, said: json(answer.body) as never }
  }
  const read = async (sku: string) =>
    (await ask('GET', sku)).said as { revision: number; events: StockEvent[] }

  const reserve = async (request: Request) => {
    const { order, sku, quantity } = json(request.body) as Record<'order' | 'sku', string> & {
      quantity: number
    }
    const deadline = request.deadline - reserveMs
    while (clock.now() < deadline) {
      const { revision, events } = await read(sku)
      if (events.some((it) => it.order === order)) return reply(200, { is: 'reserved' })
      if (quantity > stockOf(events)) return reply(200, { is: 'short' })
      const event: StockEvent = { type: 'StockReserved', order, quantity }
      // silence leaves open whether it was stored, and a conflict says that it was not: reading tells in either case
      const { status } = await ask('POST', sku, { expected: revision, event }).catch(() => ({
        status: 0,
      }))
      if (status === 201) return reply(200, { is: 'reserved' })
    }
    return reply(503, { code: 'NOT_KNOWN' })
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
