import { json, type Ports } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { expect, it } from 'vitest'
import { startCardNetwork } from '../card-network/service.ts'
import { asClient, hostShop } from './shop.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const story = { correlation: 'basket-7', trace: expect.stringMatching(`^00-${traceId}-`) }

/** Orders once, waits until it is delivered, and answers with the causes of all that happened. */
async function ordered({ clock, transport }: Ports) {
  const given = { deadline: clock.now() + 60_000 }
  await transport.call({
    ...{ ...given, to: 'inventory', method: 'POST', path: '/stock-item/22086/receive-stock' },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ batch: 'story', quantity: 1, reason: 'opening stock' }),
  })
  const line = { line: 1, sku: '22086', description: 'Paper chain kit', charge: false }
  await transport.call({
    ...{ ...given, to: 'orders', method: 'POST', path: '/order/7/place-order' },
    headers: { 'content-type': 'application/json', 'x-correlation-id': story.correlation },
    trace: `00-${traceId}-b7ad6b7169203331-01`,
    body: JSON.stringify({
      ...{ batch: 'story', customer: null, country: 'France', currency: 'GBP' },
      placedAt: '2010-12-01T08:26',
      lines: [{ ...line, quantity: 1, unitPrice: '2.55' }],
    }),
  })
  const history = async (to: string, path: string) => {
    const answer = await transport.call({ ...given, to, method: 'GET', path })
    const { events = [] } = json(answer.body) as { events?: { type: string; meta: object }[] }
    return events.map(({ type, meta }) => [type, meta])
  }
  for (;;) {
    const orders = await history('orders', '/order/7/history')
    if (orders.at(-1)?.[0] === 'OrderDelivered')
      return [
        ...orders,
        ...(await history('payments', '/payment/7/history')),
        ...(await history('inventory', '/stock-item/22086/history')).slice(1),
      ]
    await clock.sleep(50, new AbortController().signal)
  }
}

/** The card network, and under which trace it is asked. */
const listening =
  (asked: (string | undefined)[]) =>
  ({ transport, ...ports }: Ports) =>
    startCardNetwork({
      ...ports,
      transport: {
        isPublic: transport.isPublic,
        call: (call) => transport.call(call),
        open: (call) => transport.open(call),
        serve: (name, handler) =>
          transport.serve(name, (request) => {
            if (request.path === '/charges') asked.push(request.trace)
            return handler(request)
          }),
      },
    })

it('an order, its payment, its charge, its goods and its delivery are one story and one trace', async () => {
  const world = virtualStage({ seed: 3 })
  const asked: (string | undefined)[] = []
  try {
    const causes = await world.run(async () => {
      await hostShop(world, { 'card-network': listening(asked) })
      return asClient(world, ordered)
    })
    expect(causes).toEqual(
      [
        'OrderPlaced',
        'OrderConfirmed',
        'OrderReserved',
        'OrderPaid',
        'OrderPicked',
        'OrderShipped',
        'OrderDelivered',
        'PaymentRequested',
        'PaymentAuthorised',
        'CaptureRequested',
        'PaymentCaptured',
        'StockReserved',
        'StockPicked',
      ].map((type) => [type, expect.objectContaining(story)]),
    )
    expect(asked).toEqual([story.trace])
  } finally {
    await world.stop()
  }
})
