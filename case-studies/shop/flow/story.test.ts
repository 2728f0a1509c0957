import { json, type Ports } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { expect, it } from 'vitest'
import { startCardNetwork } from '../card-network/service.ts'
import { startOrders } from '../orders/service.ts'
import { startPayments } from '../payments/service.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const story = { correlation: 'basket-7', trace: expect.stringMatching(`^00-${traceId}-`) }

/** Orders once, waits until it is paid, and answers with the causes of all that happened. */
async function ordered({ clock, transport }: Ports) {
  const given = { deadline: clock.now() + 60_000 }
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
    if (orders.length === 2)
      return [...orders, ...(await history('payments', '/payment/7/history'))]
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

it('an order, its payment, its charge and its confirmation are one story and one trace', async () => {
  const world = virtualStage({ seed: 3 })
  const asked: (string | undefined)[] = []
  try {
    const causes = await world.run(async () => {
      await world.host('card-network', listening(asked))
      await world.host('payments', startPayments)
      await world.host('orders', startOrders)
      return new Promise((resolve, reject) => {
        void world.host('customer', (ports) => ordered(ports).then(resolve, reject))
      })
    })
    expect(causes).toEqual([
      ['OrderPlaced', expect.objectContaining(story)],
      ['OrderConfirmed', expect.objectContaining(story)],
      ['PaymentRequested', expect.objectContaining(story)],
      ['PaymentAuthorised', expect.objectContaining(story)],
    ])
    expect(asked).toEqual([story.trace])
  } finally {
    await world.stop()
  }
})
