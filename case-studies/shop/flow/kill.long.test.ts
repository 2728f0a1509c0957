import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { seededRandom } from '@watertight/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pause, type System, startSystem } from './system.ts'

const kills = 20
const customers = 8
/** Nobody orders while so many parcels are still to come: kills are what is tested, not how long a queue can be worked off. */
const mostUnderWay = 200
/** Payments more often than the others: only its death can come between a charge and its record. */
const victims = [
  'payments',
  'orders',
  'payments',
  'card-network',
  'payments',
  'inventory',
  'carrier',
  'gateway',
]

let system: System
beforeAll(async () => {
  system = await startSystem()
  await system.post('/traffic', { paused: true })
  const stock = { batch: 'kill', quantity: 1_000_000, reason: 'opening stock' }
  const path = '/api/inventory/stock-item/22086/receive-stock'
  expect((await system.post(path, stock)).status).toBe(201)
}, 120_000)
afterAll(() => system?.stop())

/** One number from a service's own file, while the service lives or lies dead. */
function ask(service: string, database: string, sql: string): number {
  const file = join(system.data, 'data', service, `${database}.sqlite`)
  const db = new DatabaseSync(file, { readOnly: true, timeout: 2_000 })
  try {
    return Number(Object.values(db.prepare(sql).get() ?? {})[0] ?? 0)
  } finally {
    db.close()
  }
}
const count = (type: string) =>
  `select count(*) from wt_events e join wt_types t on t.id = e.type_id where t.name = '${type}'`
const charged = () =>
  ask('card-network', 'ledger', "select count(*) from movements where kind = 'charges'")
const captured = () => ask('payments', 'payments', count('PaymentCaptured'))
const placed = () => ask('orders', 'orders', count('OrderPlaced'))
const delivered = () => ask('orders', 'orders', count('OrderDelivered'))

/** Stops payments where the card network has charged what payments has not recorded: what it asked for goes on while it stands still. */
async function stopBetweenChargeAndRecord(): Promise<void> {
  for (;;) {
    if (system.freeze('payments')) {
      for (let looks = 0; looks < 10; looks++) {
        if (charged() > captured()) return
        await pause(5)
      }
      system.thaw('payments')
    }
    await pause(10)
  }
}

describe('kill -9 of any service, twenty times, at random moments', () => {
  it('loses no acknowledged order and charges none twice', { timeout: 480_000 }, async () => {
    const random = seededRandom(20_101_201)
    const acknowledged = new Map<string, number>()
    let placing = 0
    let closed = false
    let next = 0

    async function customer(): Promise<void> {
      while (!closed) {
        if (placed() - delivered() >= mostUnderWay) {
          await pause(50)
          continue
        }
        const number = `K${++next}`
        const pence = 100 + Math.floor(random.next() * 9_900)
        const body = {
          batch: 'kill',
          customer: null,
          country: 'France',
          placedAt: '2010-12-01T08:26',
          currency: 'GBP',
          lines: [
            {
              line: 1,
              sku: '22086',
              description: 'Paper chain kit',
              quantity: 1,
              unitPrice: (pence / 100).toFixed(2),
              charge: false,
            },
          ],
        }
        placing++
        for (;;) {
          const path = `/api/orders/order/${number}/place-order`
          const answer = await system.post(path, body, `order/${number}`).catch(() => undefined)
          if (answer?.status === 201) break
          await pause(50)
        }
        placing--
        acknowledged.set(number, pence)
      }
    }

    const shopping = Array.from({ length: customers }, customer)
    let inFlight = 0
    let betweenChargeAndRecord = 0
    const struck: string[] = []
    while (struck.length < kills) {
      await pause(400 + random.next() * 900)
      const victim = victims[struck.length % victims.length] as string
      if (victim === 'payments') await stopBetweenChargeAndRecord()
      if (!system.kill(victim)) continue
      struck.push(victim)
      if (victim === 'payments' && charged() > captured()) betweenChargeAndRecord++
      if (placing > 0 || placed() > delivered()) inFlight++
    }
    closed = true
    await Promise.all(shopping)

    const orders = acknowledged.size
    await system.until<{ delivered: number }>(
      '/api/orders/figures?batch=kill',
      (figures) => figures.delivered >= orders,
      120_000,
    )
    const total = [...acknowledged.values()].reduce((sum, pence) => sum + pence, 0)
    console.log(
      `${orders} orders, ${kills} kills: ${inFlight} with an order in flight, ${betweenChargeAndRecord} between a charge and its record`,
    )
    expect(await system.get('/api/orders/figures?batch=kill')).toMatchObject({
      orders,
      confirmed: orders,
      delivered: orders,
      awaitingPayment: 0,
    })
    expect(await system.get('/api/card-network/figures?label=kill')).toMatchObject({
      charges: orders,
      charged: (total / 100).toFixed(2),
      twice: 0,
    })
    expect(await system.get('/api/inventory/figures?batch=kill')).toMatchObject({
      picked: orders,
      putBack: 0,
    })
    expect(inFlight).toBeGreaterThanOrEqual(15)
    expect(betweenChargeAndRecord).toBe(struck.filter((it) => it === 'payments').length)
  })
})
