import { expect, it } from 'vitest'
import { gather } from './gather.ts'
import type { PastEvent } from './past.ts'
import type { Logs } from './sources.ts'

const past = (context: string, type: string, data: PastEvent['data']): PastEvent => ({
  ...{ context, type, data, id: type, stream: 's', revision: 1, position: 100, meta: {} },
  at: '2026-11-29T09:00:00.000Z',
})

/** Logs of an order with so many stock codes. */
const logsOf = (codes: number, isWhole = true): Logs => ({
  read: async (context, path) => {
    const lines = Array.from({ length: codes }, (_, n) => ({ sku: `S${n}`, charge: false }))
    if (path.startsWith('/order/'))
      return { events: [past(context, 'OrderPlaced', { lines })], isWhole: true }
    if (path.startsWith('/reservation/'))
      return { events: [past(context, 'ReservationAnswered', {})], isWhole: true }
    return { events: [], isWhole }
  },
  seek: async () => 0,
  ask: () => Promise.reject(new Error('nobody is asked')),
})
const inventoryOf = async (logs: Logs) =>
  (await gather(logs, '7', [], new AbortController().signal)).find(
    ({ name }) => name === 'inventory',
  )

it('an order of very many stock codes is told in part, and says so', async () => {
  expect(await inventoryOf(logsOf(60))).toMatchObject({ is: 'read', because: '' })
  expect(await inventoryOf(logsOf(62))).toMatchObject({
    ...{ is: 'part', because: '2 more stock codes are not read' },
  })
})

it('a stream that is too long to be read to its end is told in part, and says so', async () => {
  expect(await inventoryOf(logsOf(1, false))).toMatchObject({
    ...{ is: 'part', because: 'a stream of inventory is too long to be read to its end' },
  })
})
