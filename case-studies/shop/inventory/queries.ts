import type { EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { reply } from '@watertight/ports'
import type { Query, Routes } from '@watertight/service'
import { Customers, Figures, Skus } from './read-models.ts'

const inBatch = ({ batch }: Query) => ({
  ...(batch !== undefined && { where: { batch } }),
  limit: 1_000_000,
})

/** What people and programs may ask inventory. */
export const queries = (store: EventStore<EventType>): Routes => ({
  'GET /figures': async (_, __, query) => {
    const rows = await store.rows(Figures).find(inBatch(query))
    const total = { adjustments: 0, lines: 0, units: 0 }
    for (const { adjustments, lines, units } of rows) {
      total.adjustments += adjustments
      total.lines += lines
      total.units += units
    }
    return reply(200, total)
  },
  'GET /customers': async (_, __, query) => {
    const rows = await store.rows(Customers).find(inBatch(query))
    return reply(200, { customers: [...new Set(rows.map(({ customer }) => customer))] })
  },
  'GET /skus': async (_, __, query) => {
    const rows = await store.rows(Skus).find(inBatch(query))
    return reply(200, { skus: [...new Set(rows.map(({ sku }) => sku))] })
  },
})
