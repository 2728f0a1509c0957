import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type System, startSystem, watertight } from './system.ts'

const orders = 6
const poisonous = 'poison-3'

let folder: string
let mistake: string
let system: System
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'poison-'))
  mistake = join(folder, 'mistake')
  writeFileSync(mistake, '')
  system = await startSystem({
    env: {
      ...{ MISTAKE: mistake, POISONOUS: poisonous },
      NODE_OPTIONS: `--import=${new URL('./mistake.ts', import.meta.url)}`,
    },
  })
  await system.post('/traffic', { paused: true })
}, 120_000)
afterAll(async () => {
  await system?.stop()
  rmSync(folder, { recursive: true })
})

interface Figures {
  readonly delivered: number
  readonly awaitingPayment: number
}
const figures = (delivered: number, awaitingPayment: number) =>
  system.until<Figures>(
    '/api/orders/figures?batch=poison',
    (seen) => seen.delivered === delivered && seen.awaitingPayment === awaitingPayment,
  )

async function place(n: number): Promise<void> {
  const path = `/api/orders/order/poison-${n}/place-order`
  const line = { line: 1, sku: '22086', description: '', quantity: 1, unitPrice: '2.55' }
  const order = { batch: 'poison', customer: null, country: 'France', currency: 'GBP' }
  const body = { ...order, placedAt: '2010-12-01T08:26', lines: [{ ...line, charge: false }] }
  expect((await system.post(path, body, `place-${n}`)).status).toBe(201)
}

/** What a command line answers with `--json`, and its exit code. */
async function asked(...args: readonly string[]): Promise<readonly [unknown, number]> {
  const child = watertight(...args, '--data', system.data, '--json')
  const [said, [code]] = await Promise.all([text(child.stdout as Readable), once(child, 'exit')])
  return [JSON.parse(said), code]
}

it('an event that payments cannot make sense of is parked by its process with the reason; the others go on, and the next release handles it by command', {
  timeout: 180_000,
}, async () => {
  const stock = { batch: 'poison', quantity: orders, reason: 'opening stock' }
  const received = await system.post('/api/inventory/stock-item/22086/receive-stock', stock)
  expect(received.status).toBe(201)
  for (let n = 1; n <= orders; n++) await place(n)
  await figures(orders - 1, 1)
  const [parked] = await asked('context', 'parked', 'payments')
  expect(parked).toMatchObject([
    {
      ...{ context: 'payments', feed: 'orders', count: 1 },
      parked: [{ subject: poisonous, type: 'shop.OrderPlaced.v1', code: 'WT_MESSAGE_FAILED' }],
    },
  ])
  // the release with the mistake does not handle it, whoever asks
  expect(await asked('context', 'retry', 'payments', 'orders')).toMatchObject([[{ left: 1 }], 1])

  rmSync(mistake)
  expect(system.kill('payments')).toBe(true)
  await system.until('/api/payments/figures?batch=poison', () => true)
  expect(await asked('context', 'retry', 'payments', 'orders')).toEqual([
    [{ handled: 1, left: 0 }],
    0,
  ])
  await figures(orders, 0)
  expect(await asked('context', 'parked', 'payments')).toEqual([[], 0])
  expect(await system.get('/api/card-network/figures?label=poison')).toMatchObject({
    ...{ charges: orders, charged: '15.30', twice: 0 },
  })
})
