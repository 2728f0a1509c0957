import { boundedContext, type Translation } from '@watertight/domain'
import type { StartService } from '@watertight/ports/node'
import { virtualStage } from '@watertight/ports/stage'
import { clientPolicies, host } from '@watertight/service'
import { expect, it } from 'vitest'
import { automations } from '../payments/automations.ts'
import { cardClient } from '../payments/card-client.ts'
import { Payments } from '../payments/context.ts'
import { fromOrders } from '../payments/from-orders.ts'
import { queries } from '../payments/queries.ts'
import {
  Figures,
  PaymentList,
  PaymentsDue,
  RefundsDue,
  SettlementsDue,
} from '../payments/read-models.ts'
import { asClient, hostShop, insisting, stock } from './shop.ts'

const poisonous = '3'
const orders = 6

/** Payments as it is, until it is mended with a mistake: it cannot make sense of one order. */
function mistaken(isMended: () => boolean): StartService {
  const heard: Translation = {
    ...fromOrders,
    translate(message, about) {
      if (about.id === poisonous && !isMended()) throw new TypeError('nobody thought of that')
      return fromOrders.translate(message, about)
    },
  }
  const context = boundedContext('payments', { ...Payments, hears: [heard] } as never)
  return (ports) => {
    const policies = clientPolicies(ports)
    return host(ports, {
      context,
      readModels: [PaymentsDue, SettlementsDue, RefundsDue, PaymentList, Figures],
      automations: (_, observed) => automations(cardClient(observed, policies)),
      routes: queries,
    })
  }
}

interface Parked {
  readonly parked: readonly { readonly position: number; readonly because: string }[]
}

it('an event that payments cannot make sense of is put aside with its reason; the others go on, and after the mistake is mended it is heard again by command', {
  timeout: 120_000,
}, async () => {
  let isMended = false
  const world = virtualStage({ seed: 9 })
  try {
    await world.run(async () => {
      await hostShop(world, { payments: mistaken(() => isMended) })
      await asClient(world, async (ports) => {
        const insist = insisting(ports)
        const wait = (ms: number) => ports.clock.sleep(ms, new AbortController().signal)
        const delivered = async (count: number) => {
          type Orders = { readonly delivered: number; readonly awaitingPayment: number }
          for (;;) {
            const { said } = await insist<Orders>('orders', '/figures')
            if (said.delivered >= count) return said
            await wait(100)
          }
        }
        await stock(insist, '22086', orders)
        for (let n = 1; n <= orders; n++)
          await insist(
            'orders',
            `/order/${n}/place-order`,
            {
              ...{ batch: 'poison', customer: null, country: 'France', currency: 'GBP' },
              placedAt: '2010-12-01T08:26',
              lines: [
                {
                  ...{ line: 1, sku: '22086', description: '', quantity: 1, unitPrice: '2.55' },
                  charge: false,
                },
              ],
            },
            `place/${n}`,
          )
        expect(await delivered(orders - 1)).toMatchObject({ awaitingPayment: 1 })
        const { said } = await insist<Parked>('payments', '/feeds/orders/parked')
        expect(said.parked).toMatchObject([{ subject: poisonous, type: 'shop.OrderPlaced.v1' }])

        isMended = true
        world.crash('payments')
        world.restart('payments')
        const path = `/feeds/orders/parked/${said.parked[0]?.position}/retry`
        expect((await insist('payments', path, {})).status).toBe(200)
        await delivered(orders)
        expect((await insist<Parked>('payments', '/feeds/orders/parked')).said.parked).toEqual([])
        const card = await insist('card-network', '/figures')
        expect(card.said).toMatchObject({ charges: orders, charged: '15.30', twice: 0 })
      })
    })
  } finally {
    await world.stop()
  }
})
