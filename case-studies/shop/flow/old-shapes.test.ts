import { event, moneyJson } from '@watertight/domain'
import { eventStore } from '@watertight/eventstore'
import { sqlite } from '@watertight/eventstore/sqlite'
import type { Ports } from '@watertight/ports'
import type { StartService } from '@watertight/ports/node'
import { virtualStage } from '@watertight/ports/stage'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { startCardNetwork } from '../card-network/service.ts'
import { OrderPlaced } from '../orders/language.ts'
import { startOrders } from '../orders/service.ts'
import { CaptureRequested, PaymentCaptured, PaymentRequested } from '../payments/language.ts'
import { startPayments } from '../payments/service.ts'
import { asClient, hostShop, insisting } from './shop.ts'

/** The shapes of the first release: an authorisation was a charge, and no stock was kept. */
const confirmedThen = event('OrderConfirmed', {
  ...{ number: z.string(), batch: z.string(), charge: z.string() },
})
const authorisedThen = event('PaymentAuthorised', {
  ...{ order: z.string(), batch: z.string(), amount: moneyJson, charge: z.string() },
})

/** A payback did not say why; a credit note was paid back in one, whatever orders it took from. */
const paybackThen = event('PaybackRequested', {
  ...{ order: z.string(), batch: z.string(), amount: moneyJson },
  ...{ reference: z.string(), reason: z.string() },
})
const refundThen = event('RefundRequested', {
  ...{ creditNote: z.string(), batch: z.string(), amount: moneyJson },
  orders: z.array(z.string()),
})

const amount = { amount: '5.10', currency: 'GBP' }
const line = { line: 1, sku: '85123A', description: '', quantity: 2, unitPrice: '2.55' }
const placed = OrderPlaced({
  ...{ number: '1', batch: 'old', customer: '17850', country: 'France' },
  placedAt: '2010-12-01T08:26',
  lines: [{ ...line, charge: false }],
  total: amount,
})

/** The log that the first release left, and today's service on it. */
const after =
  (write: (ports: Ports) => Promise<void>, start: StartService): StartService =>
  async (ports, options) => {
    await write(ports)
    return start(ports, options)
  }

async function ordersThen(ports: Ports): Promise<void> {
  const engine = sqlite({ storage: ports.storage, name: 'orders' })
  const store = await eventStore({ engine, events: [OrderPlaced, confirmedThen], ports })
  await store.append('order-1', [
    placed,
    confirmedThen({ number: '1', batch: 'old', charge: 'ch-1' }),
  ])
  await store.close()
}

async function paymentsThen(ports: Ports): Promise<void> {
  const engine = sqlite({ storage: ports.storage, name: 'payments' })
  const recorded = [CaptureRequested, PaymentCaptured, paybackThen, refundThen]
  const events = [PaymentRequested, authorisedThen, ...recorded]
  const store = await eventStore({ engine, events, ports })
  const payment = { order: '1', batch: 'old', amount }
  await store.append('payment-1', [
    PaymentRequested(payment),
    authorisedThen({ ...payment, charge: 'ch-1' }),
  ])
  const second = { ...payment, order: '2' }
  await store.append('payment-2', [
    PaymentRequested(second),
    authorisedThen({ ...second, charge: 'ch-2' }),
    CaptureRequested(second),
    PaymentCaptured({ ...second, charge: 'ch-2' }),
    paybackThen({
      ...{ ...second, amount: { amount: '2.55', currency: 'GBP' } },
      ...{ reference: 'R1', reason: 'too small' },
    }),
  ])
  await store.append('refund-C1', [
    refundThen({ creditNote: 'C1', batch: 'old', amount, orders: ['2'] }),
  ])
  await store.close()
}

/** In the first release the order was charged at once, under the key that it is captured with today. */
const charged: StartService = async (ports) => {
  const running = await startCardNetwork(ports)
  await ports.transport.call({
    ...{ to: 'card-network', method: 'POST', path: '/charges' },
    headers: { 'content-type': 'application/json', 'idempotency-key': 'charges/1' },
    body: JSON.stringify({ reference: '1', label: 'old', pence: 510, currency: 'GBP' }),
    deadline: ports.clock.now() + 1_000,
  })
  return running
}

it('the log of the first release is read in today’s shapes: its orders are delivered, without stock and without a second charge, and what is due is paid back', async () => {
  const world = virtualStage({ seed: 5 })
  try {
    const end = await world.run(async () => {
      await hostShop(world, {
        'card-network': charged,
        orders: after(ordersThen, startOrders),
        payments: after(paymentsThen, startPayments),
      })
      return asClient(world, async (ports) => {
        const insist = insisting(ports)
        const history = async (to: string, path: string) => {
          const { said } = await insist<{ events: { type: string; data: object }[] }>(to, path)
          return said.events
        }
        for (;;) {
          const order = await history('orders', '/order/1/history')
          const card = (await insist<{ refunds: number }>('card-network', '/figures')).said
          if (order.at(-1)?.type === 'OrderDelivered' && card.refunds === 2)
            return {
              ...{ order, card },
              payment: await history('payments', '/payment/1/history'),
              second: await history('payments', '/payment/2/history'),
              refund: await history('payments', '/refund/C1/history'),
            }
          await ports.clock.sleep(100, new AbortController().signal)
        }
      })
    })
    const types = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type)
    expect(types(end.order)).toEqual([
      ...['OrderPlaced', 'OrderConfirmed', 'OrderReserved', 'OrderPaid', 'OrderPicked'],
      ...['OrderShipped', 'OrderDelivered'],
    ])
    expect(end.order[1]?.data).toEqual({
      ...{ number: '1', batch: 'old', authorisation: 'ch-1', goods: [] },
    })
    expect(end.payment[1]?.data).toMatchObject({ authorisation: 'ch-1' })
    expect(types(end.payment).slice(2)).toEqual(['CaptureRequested', 'PaymentCaptured'])
    expect(types(end.second).slice(4)).toEqual(['PaybackRequested', 'PaidBack'])
    expect(end.second[4]?.data).toMatchObject({ kind: 'return', reference: 'R1' })
    expect(types(end.refund)).toEqual(['RefundRequested', 'RefundPaid'])
    expect(end.refund[0]?.data).toEqual({ creditNote: 'C1', batch: 'old', amount })
    expect(end.card).toMatchObject({ charges: 1, charged: '5.10', refunded: '7.65', twice: 0 })
  } finally {
    await world.stop()
  }
})
