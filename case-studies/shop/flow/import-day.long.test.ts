import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '@watertight/eventstore'
import { postgres } from '@watertight/eventstore/postgres'
import { sqlite } from '@watertight/eventstore/sqlite'
import { seededRandom } from '@watertight/ports'
import { fileStorage, nodePorts } from '@watertight/ports/node'
import { hasNatsServer } from '@watertight/service/testing'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { importInto, writeDay } from './importing.ts'
import { differingFromTheirLogs } from './rebuilt-elsewhere.ts'
import { OwnServers, schemaOf } from './servers.ts'
import { pause, type System, startSystem } from './system.ts'

/** The real month is no part of this repository: its path comes from outside. */
const month = process.env.WATERTIGHT_ONLINE_RETAIL
const batch = 'first-day'
const services = ['orders', 'payments', 'inventory', 'support', 'card-network', 'carrier']
const victims = [...services, 'gateway']

const ports = nodePorts({
  ...{ service: 'first-day', folder: '.watertight', directory: new Map(), log: () => {} },
})

let folder: string
let file: string
let system: System | undefined
let servers: OwnServers | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'first-day-'))
  file = join(folder, 'day.csv')
  writeDay(month as string, '2010-12-01', file)
})
afterEach(async () => {
  await system?.stop()
  await servers?.remove()
  system = servers = undefined
  rmSync(folder, { recursive: true })
})

async function start(options: Parameters<typeof startSystem>[0] = {}): Promise<System> {
  system = await startSystem({ data: join(folder, 'shop'), ...options })
  return system
}

interface Figures {
  readonly orders: number
}

/** Imports the day a few orders at a time, and strikes in between. Answers how often. */
async function importStruck(shop: System, strikes: readonly (() => unknown)[]): Promise<number> {
  await shop.post('/traffic', { paused: true })
  const { child, ended } = importInto(shop, file, '--batch', batch, '--concurrency', '2')
  const over = ended.then(() => true)
  const orders = async () => {
    const path = `/api/orders/figures?batch=${batch}`
    return (await shop.get<Figures>(path).catch(() => undefined))?.orders ?? 0
  }
  const random = seededRandom(2_010_12_01)
  let struck = 0
  let seen = 0
  for (let isOver = false; !isOver; isOver = await Promise.race([over, pause(5)]).then(Boolean)) {
    const now = await orders()
    if (now === seen || struck === strikes.length) continue
    seen = now
    // it stands still while something falls, so that there is always more to come
    child.kill('SIGSTOP')
    await pause(random.next() * 50)
    await strikes[struck++]?.()
    child.kill('SIGCONT')
  }
  const { code, said } = await ended
  expect(code, said).toBe(0)
  return struck
}

/** Everything that the day's file says, to the penny and the unit; the command has compared it code by code. Then the logs alone must say the same. */
async function allAgree(shop: System, engineOf: (name: string) => Engine): Promise<void> {
  expect(await shop.get(`/api/orders/figures?batch=${batch}`)).toMatchObject({
    ...{ orders: 127, saleValue: '58960.79', delivered: 127, underWay: 0, awaitingPayment: 0 },
  })
  expect(await shop.get(`/api/inventory/figures?batch=${batch}`)).toMatchObject({
    ...{ unaccounted: 0, short: 0, released: 0 },
  })
  expect(await shop.get(`/api/card-network/figures?label=${batch}`)).toMatchObject({
    ...{ charges: 127, charged: '58960.79', twice: 0 },
  })
  await shop.stop()
  system = undefined
  expect(await differingFromTheirLogs(engineOf, ports)).toEqual([])
}

const killed = (shop: System, name: string) => async () => {
  // one that is just starting again is struck when it runs
  while (!shop.kill(name)) await pause(20)
}

describe.skipIf(month === undefined)('December 2010, its first day under kills', () => {
  it('reconciles exactly on SQLite and the feed, though every service is killed twice', {
    timeout: 600_000,
  }, async () => {
    const shop = await start()
    const strikes = [...victims, ...victims].map((name) => killed(shop, name))
    expect(await importStruck(shop, strikes)).toBe(strikes.length)
    await allAgree(shop, (name) =>
      sqlite({ storage: fileStorage(join(shop.data, 'data', name)), name }),
    )
  })

  it.skipIf(!hasNatsServer())(
    'reconciles exactly on PostgreSQL and JetStream, though every service and both servers are killed',
    { timeout: 600_000 },
    async () => {
      servers = await OwnServers.started(inject('postgres'), 'first-day')
      const { postgres: connection, nats, falls } = servers
      const shop = await start({ postgres: connection, nats })
      const strikes = victims.flatMap((name, n) => [
        ...(n % 2 === 0 ? [falls[(n / 2) % falls.length] as () => Promise<void>] : []),
        killed(shop, name),
      ])
      expect(await importStruck(shop, strikes)).toBe(strikes.length)
      await allAgree(shop, (name) => postgres({ connection, schema: schemaOf(name), ports }))
    },
  )
})
