import { realStage } from '@watertight/ports/stage'
import { hasNatsServer, NatsServer } from '@watertight/service/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startInventory } from '../inventory/service.ts'
import { startOrders } from '../orders/service.ts'
import { startPayments } from '../payments/service.ts'
import { customer } from './customer.ts'
import { asClient, hostShop } from './shop.ts'
import { startSystem } from './system.ts'

describe.skipIf(!hasNatsServer())('the shop with the program nats-server', () => {
  let server: NatsServer
  beforeEach(async () => {
    server = await NatsServer.started()
  })
  afterEach(() => server.remove())

  it('pays every order exactly once, though the broker loses what it had not synced', {
    timeout: 120_000,
  }, async () => {
    const stage = realStage()
    const args = ['--nats', server.address]
    try {
      const outcome = await stage.run(async () => {
        await server.save()
        await hostShop(stage, {
          inventory: (ports, { rules }) => startInventory(ports, { args, rules }),
          payments: (ports, { rules }) => startPayments(ports, { args, rules }),
          orders: async (ports, { rules }) => {
            const orders = await startOrders(ports, { args, rules })
            const falls = async (signal: AbortSignal) => {
              for await (const { position } of orders.store.subscribe({ after: 0, signal }))
                if (position >= 4) break
              // the broker is as it was before the first order
              await server.loseTheRest()
            }
            ports.spawn('fall', falls)
            return orders
          },
        })
        return asClient(stage, (ports) => customer(ports, 10))
      })
      expect(outcome.orders).toBe(10)
      expect(outcome.charges).toBe(outcome.orders)
      expect(outcome.charged).toBe(outcome.ordered)
      expect(outcome.twice).toBe(0)
    } finally {
      await stage.stop()
    }
  })

  it('runs as `up --nats` starts it, and goes on when the broker and a service are killed', {
    timeout: 120_000,
  }, async () => {
    const shop = await startSystem({ nats: server.address })
    try {
      interface Status {
        readonly relay?: { readonly by: string; readonly position: number }
      }
      const isRelayed = (status: Status) =>
        status.relay?.by === 'jetstream' && status.relay.position > 0
      await shop.until<Status>('/api/orders/status', isRelayed)
      await server.kill()
      shop.kill('payments')
      await server.start()
      interface Figures {
        readonly position: number
        readonly head: number
      }
      await shop.until<{ feeds: { orders: Figures } }>(
        '/api/payments/status',
        ({ feeds: { orders } }) => orders.position > 0 && orders.position === orders.head,
      )
    } finally {
      expect(await shop.stop()).toBe(0)
    }
  })
})
