import { json, type Ports, type Request, type Running, reply } from '@watertight/ports'

interface StockEvent {
  readonly type: 'StockReceived' | 'StockLost' | 'StockReserved'
  readonly quantity: number
  readonly order?: string
}

/** What a call to the log may take, and what the answer takes. */
const logMs = 300
const reserveMs = 100

/** Keeps goods for orders: decides on the events of a stock code, and appends what was decided. */
export async function start({ clock, transport }: Ports): Promise<Running> {
  const ask = async (deadline: number, method: string, sku: string, body?: unknown) => {
    const answer = await transport.call({
      ...{ to: 'log', method, path: `/streams/${sku}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      deadline: Math.min(deadline, clock.now() + logMs),
    })
    return { status: answer.status, said: json(answer.body) as never }
  }
  const read = async (deadline: number, sku: string) =>
    (await ask(deadline, 'GET', sku)).said as { revision: number; events: StockEvent[] }

  let last: Promise<unknown> = Promise.resolve()
  /** One order after the other: fewer conflicts, and the log still has the last word. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }

  const reserve = async (request: Request) => {
    const { order, sku, quantity } = json(request.body) as Record<'order' | 'sku', string> & {
      quantity: number
    }
    const deadline = request.deadline - reserveMs
    while (clock.now() < deadline) {
      const { revision, events } = await read(deadline, sku)
      if (events.some((it) => it.order === order)) return reply(200, { is: 'reserved' })
      if (quantity > stockOf(events)) return reply(200, { is: 'short' })
      const event: StockEvent = { type: 'StockReserved', order, quantity }
      // silence leaves open whether it was stored, and a conflict says that it was not: reading tells in either case
      const { status } = await ask(deadline, 'POST', sku, { expected: revision, event }).catch(
        () => ({ status: 0 }),
      )
      if (status === 201) return reply(200, { is: 'reserved' })
    }
    return reply(503, { code: 'NOT_KNOWN' })
  }
  const server = await transport.serve('inventory', (request) =>
    inTurn(() => reserve(request)).catch(() => reply(503, { code: 'NOT_KNOWN' })),
  )
  return { stop: () => server.close() }
}

const stockOf = (events: readonly StockEvent[]) =>
  events.reduce(
    (left, { type, quantity }) => left + (type === 'StockReceived' ? quantity : -quantity),
    0,
  )
