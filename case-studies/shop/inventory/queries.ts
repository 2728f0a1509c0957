import type { EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { reply } from '@watertight/ports'
import { problem, type Query, type Routes } from '@watertight/service'
import { Customers, DocumentsBooked, Figures, type Moved, Skus, StockMoves } from './read-models.ts'

const inBatch = ({ batch }: Query) => ({
  ...(batch !== undefined && { where: { batch } }),
  limit: 1_000_000,
})

const mostDocuments = 100

/** What people and programs may ask inventory. */
export const queries = (store: EventStore<EventType>): Routes => ({
  'GET /figures': async (_, __, query) => {
    const documents = await store.rows(Figures).find(inBatch(query))
    const moves = await store.rows(StockMoves).find(inBatch(query))
    const sum = <R>(rows: readonly R[], of: (row: R) => number) =>
      rows.reduce((total, row) => total + of(row), 0)
    const units = (what: Moved) => sum(moves, (row) => row[what])
    return reply(200, {
      adjustments: sum(documents, (row) => row.adjustments),
      lines: sum(documents, (row) => row.lines),
      units: sum(documents, (row) => row.units),
      received: units('received'),
      found: units('found'),
      lost: units('lost'),
      unaccounted: units('unaccounted'),
      reserved: units('reserved'),
      released: units('released'),
      picked: units('picked'),
      short: units('short'),
      putBack: units('putBack'),
    })
  },
  'GET /stock': async (_, __, query) => {
    const moves = await store.rows(StockMoves).find(inBatch(query))
    const units = new Map<string, number>()
    for (const { sku, received, found, lost, picked, putBack } of moves)
      units.set(sku, (units.get(sku) ?? 0) + received + found - lost - picked + putBack)
    return reply(200, { stock: [...units].map(([sku, left]) => ({ sku, units: left })) })
  },
  'GET /booked': async (_, __, { documents = '' }) => {
    const asked = [...new Set(documents.split(','))]
    if (documents === '' || asked.length > mostDocuments)
      return problem({
        status: 400,
        title: 'Not Documents',
        code: 'WT_DOCUMENTS_INVALID',
        detail: `Ask with documents=A,B,… and ${mostDocuments} numbers at most.`,
      })
    const rows = await Promise.all(
      asked.map((document) => store.rows(DocumentsBooked).get({ document })),
    )
    const items = rows.map((row) => row?.items ?? 0)
    return reply(200, { booked: asked.map((document, n) => ({ document, items: items[n] })) })
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
