import type { EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { reply } from '@watertight/ports'
import type { Routes } from '@watertight/service'
import { checklist } from './intake/checklist.ts'
import { Product } from './intake/items.ts'
import { Applications, Matches } from './read-models.ts'

const shown = 50

/** What people and programs may ask origination. */
export const queries = (store: EventStore<EventType>): Routes => ({
  /** The latest applications. */
  'GET /applications': async () => {
    const rows = await store
      .rows(Applications)
      .find({ orderBy: ['since'], backwards: true, limit: shown })
    return reply(200, { applications: rows.map(({ since: _, ...row }) => row) })
  },

  /** What the lender normally obtains, by product. */
  'GET /checklist': () =>
    reply(200, Object.fromEntries(Product.options.map((one) => [one, checklist(one)]))),

  'GET /matches': async () =>
    reply(200, { matches: await store.rows(Matches).find({ limit: shown }) }),
})
