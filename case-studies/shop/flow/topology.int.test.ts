import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type System, startSystem } from './system.ts'

let data: string
let system: System | undefined
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'watertight-'))
})
afterEach(async () => {
  await system?.stop()
  rmSync(data, { recursive: true })
})

async function start(topology: 'split' | 'single'): Promise<System> {
  const started = await startSystem({ topology, data })
  system = started
  await started.post('/traffic', { paused: true })
  const stock = { batch: 'topology', quantity: 6, reason: 'opening stock' }
  await started.post('/api/inventory/stock-item/85123A/receive-stock', stock)
  return started
}

const body = {
  ...{ batch: 'topology', customer: '17850', country: 'France', currency: 'GBP' },
  placedAt: '2010-12-01T08:26',
  lines: [
    {
      ...{ line: 1, sku: '85123A', description: 'White hanging heart', charge: false },
      ...{ quantity: 6, unitPrice: '2.55' },
    },
  ],
}

/** Places the order, waits until it is delivered, and answers all that was answered, without what differs by the moment. */
async function order({ gateway, post, until, get }: System, number: string): Promise<object> {
  // the synthetic customers may have bought whatever there was
  const stock = { batch: `topology-${number}`, quantity: 1_000, reason: 'opening stock' }
  const received = await post('/api/inventory/stock-item/85123A/receive-stock', stock)
  expect(received.status).toBe(201)
  const path = `/api/orders/order/${number}/place-order`
  const answers = []
  for (const key of ['a', 'a', 'b']) {
    const { status, headers } = await post(path, body, `${number}-${key}`)
    answers.push([status, headers.get('content-type'), headers.get('idempotency-replayed')])
  }
  const types = (path: string) =>
    get<History>(path).then(({ events }) => events.map(({ type }) => type))
  await until<History>(`/api/orders/order/${number}/history`, ({ events }) =>
    events.some(({ type }) => type === 'OrderDelivered'),
  )
  return {
    answers,
    order: await types(`/api/orders/order/${number}/history`),
    payment: await types(`/api/payments/payment/${number}/history`),
    page: (await fetch(gateway)).headers.get('content-type'),
    // the rules of its calls, in either topology
    rules: (await get<Mesh>('/api/orders/mesh')).version,
    unknown: (await post('/api/orders/order/1/eat-order', {})).status,
  }
}
interface Mesh {
  readonly version: string
}
interface History {
  readonly events: readonly { readonly type: string }[]
}

it('the shop answers the same in one process as in many, and a change of topology keeps its data', {
  timeout: 180_000,
}, async () => {
  const single = await start('single')
  expect(new Set(Object.values(single.run().services).map(({ pid }) => pid)).size).toBe(1)
  const inOne = await order(single, 'T1')
  expect(inOne).toMatchObject({
    payment: ['PaymentRequested', 'PaymentAuthorised', 'CaptureRequested', 'PaymentCaptured'],
    page: expect.stringContaining('text/html'),
    unknown: 404,
  })
  const history = await single.get('/api/orders/order/T1/history')
  expect(await single.stop()).toBe(0)

  const split = await start('split')
  expect(new Set(Object.values(split.run().services).map(({ pid }) => pid)).size).toBe(7)
  expect(await split.get('/api/orders/order/T1/history')).toEqual(history)
  expect(await order(split, 'T2')).toEqual(inOne)
  expect(await split.stop()).toBe(0)

  const again = await start('single')
  expect(await order(again, 'T3')).toEqual(inOne)
  expect(await again.get('/api/orders/order/T1/history')).toEqual(history)
})
