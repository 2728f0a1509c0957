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
    const total = (of: (row: (typeof rows)[number]) => number) =>
      rows.reduce((sum, row) => sum + of(row), 0)
    return reply(200, {
      adjustments: total((row) => row.adjustments),
      lines: total((row) => row.lines),
      units: total((row) => row.units),
      received: total((row) => row.received),
      found: total((row) => row.found),
      lost: total((row) => row.lost),
      unaccounted: total((row) => row.unaccounted),
      reserved: total((row) => row.reserved),
      released: total((row) => row.released),
      picked: total((row) => row.picked),
      short: total((row) => row.short),
      putBack: total((row) => row.putBack),
      corrected: total((row) => row.corrected),
    })
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
