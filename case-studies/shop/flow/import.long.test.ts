import { seededRandom } from '@watertight/ports'
import { hasNatsServer } from '@watertight/service/testing'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { importInto } from './importing.ts'
import { OwnServers } from './servers.ts'
import { pause, type System, startSystem } from './system.ts'

/** The real month is no part of this repository: its path comes from outside. */
const month = process.env.WATERTIGHT_ONLINE_RETAIL

let system: System
let servers: OwnServers | undefined
afterEach(async () => {
  await system?.stop()
  await servers?.remove()
  servers = undefined
})

const runImport = (file: string) => importInto(system, file).ended

async function servicesAgree(): Promise<void> {
  const batch = 'online-retail-2010-12'
  expect(await system.get(`/api/orders/figures?batch=${batch}`)).toMatchObject({
    orders: 1_559,
    saleLines: 41_480,
    saleValue: '823746.14',
    awaitingPayment: 0,
    confirmed: 1_559,
    delivered: 1_559,
    underWay: 0,
    creditNotes: 326,
    creditLines: 728,
    creditValue: '74789.12',
    // 4 lines credit more than the goods were sold for, so no sale of the customer covers them
    credited: { matched: { lines: 295 }, customer: { lines: 395 }, adjustment: { lines: 38 } },
  })
  expect(await system.get(`/api/inventory/figures?batch=${batch}`)).toMatchObject({
    lines: 273,
    unaccounted: 0,
    short: 0,
    released: 0,
  })
  expect(await system.get(`/api/payments/figures?batch=${batch}`)).toMatchObject({
    authorised: 1_559,
    authorisedValue: '823746.14',
    captured: 1_559,
    capturedValue: '823746.14',
    paidBack: 0,
    settlementsPending: 0,
    pending: 0,
    refundsPending: 0,
  })
  expect(await system.get(`/api/card-network/figures?label=${batch}`)).toMatchObject({
    charges: 1_559,
    charged: '823746.14',
    twice: 0,
  })
}

describe.skipIf(month === undefined)(
  'December 2010, imported over HTTP into the running services',
  () => {
    it('gives the exact figures of the file, and the same ones when it is run again', {
      timeout: 900_000,
    }, async () => {
      system = await startSystem()
      await system.post('/traffic', { paused: true })
      const first = await runImport(month as string)
      expect(first.code, first.said).toBe(0)
      await servicesAgree()
      console.log(JSON.stringify(first.report))
      const second = await runImport(month as string)
      expect(second.code, second.said).toBe(0)
      await servicesAgree()
    })

    it('gives the same figures though each service is killed several times meanwhile', {
      timeout: 1_200_000,
    }, async () => {
      system = await startSystem()
      await importStruck({ falls: [] })
    })

    it.skipIf(!hasNatsServer())(
      'gives the same figures on PostgreSQL and JetStream, though each service is killed several times meanwhile, and both servers are',
      { timeout: 3_600_000 },
      async () => {
        servers = await OwnServers.started(inject('postgres'), 'month')
        system = await startSystem(servers)
        await importStruck(servers)
      },
    )
  },
)

/** The month, while something falls every half second until each service has fallen four times. */
async function importStruck({ falls }: Pick<OwnServers, 'falls'>): Promise<void> {
  await system.post('/traffic', { paused: true })
  const random = seededRandom(2_010_12)
  const shop = ['orders', 'payments', 'inventory', 'support', 'card-network', 'carrier']
  const victims = [...shop, 'gateway']
  const strikes = new Map(victims.map((victim) => [victim, 0]))
  let over = false
  const importing = runImport(month as string).finally(() => {
    over = true
  })
  const batch = 'online-retail-2010-12'
  await system.until<{ orders: number }>(
    `/api/orders/figures?batch=${batch}`,
    ({ orders }) => orders > 0,
  )
  let fallen = 0
  for (let turn = 0; !over; turn++) {
    await pause(150 + random.next() * 350)
    const victim = victims[turn % victims.length] as string
    if (!over && system.kill(victim)) strikes.set(victim, (strikes.get(victim) as number) + 1)
    if (!over && falls.length > 0 && turn % victims.length === 0)
      await falls[fallen++ % falls.length]?.()
    // enough is enough: the import must also get somewhere
    if (Math.min(...strikes.values()) >= 4) break
  }
  const ran = await importing
  console.log(
    `fallen meanwhile: ${JSON.stringify({ ...Object.fromEntries(strikes), servers: fallen })}`,
  )
  console.log(JSON.stringify(ran.report))
  expect(ran.code, ran.said).toBe(0)
  await servicesAgree()
  for (const [victim, times] of strikes) expect(times, victim).toBeGreaterThanOrEqual(2)
  if (falls.length > 0) expect(fallen).toBeGreaterThanOrEqual(2 * falls.length)
}
