import { type EventType, Money } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { reply } from '@watertight/ports'
import { problem, type Query, type Routes } from '@watertight/service'
import { CodeFigures, Customers, Figures, OrderList, Skus } from './read-models.ts'

const everything = 1_000_000
const pounds = (pence: number) => Money.ofMinor(pence, 'GBP').toDecimal()
const inBatch = ({ batch }: Query) => (batch === undefined ? {} : { where: { batch } })

/** What people and programs may ask orders. */
export const queries = (store: EventStore<EventType>): Routes => ({
  'GET /orders': async (_, __, query) => {
    const limit = Number(query.limit ?? 20)
    if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
      return problem({
        status: 400,
        title: 'Not a Limit',
        code: 'WT_LIMIT_INVALID',
        detail: 'Ask with a limit from 1 to 1000.',
      })
    const order = { orderBy: ['since'], backwards: true, limit } as const
    const rows = await store.rows(OrderList).find({ ...inBatch(query), ...order })
    const orders = rows.map(({ pence, since: _, ...row }) => ({
      ...row,
      total: pounds(pence),
      currency: 'GBP',
    }))
    return reply(200, { orders })
  },

  'GET /figures': async (_, __, query) => {
    const all = await store.rows(Figures).find({ ...inBatch(query), limit: everything })
    const sum = (of: (row: (typeof all)[number]) => number) =>
      all.reduce((total, row) => total + of(row), 0)
    const codes = await store.rows(CodeFigures).find({ ...inBatch(query), limit: everything })
    const byCode = (kind: string) =>
      codes
        .filter((row) => row.kind === kind)
        .map(({ sku, lines, pence }) => ({ sku, lines, value: pounds(pence) }))
    return reply(200, {
      orders: sum((row) => row.orders),
      saleLines: sum((row) => row.saleLines),
      saleValue: pounds(sum((row) => row.salePence)),
      awaitingPayment: sum((row) => row.awaiting),
      confirmed: sum((row) => row.confirmed),
      declined: sum((row) => row.declined),
      delivered: sum((row) => row.delivered),
      outOfStock: sum((row) => row.outOfStock),
      notPaid: sum((row) => row.notPaid),
      stockGone: sum((row) => row.stockGone),
      shippingFailed: sum((row) => row.shippingFailed),
      cancelled: sum((row) => row.cancelled),
      underWay: sum(
        (row) =>
          row.confirmed -
          row.delivered -
          row.outOfStock -
          row.notPaid -
          row.stockGone -
          row.shippingFailed -
          row.cancelledLater,
      ),
      returns: sum((row) => row.returns),
      returnValue: pounds(sum((row) => row.returnPence)),
      creditNotes: sum((row) => row.creditNotes),
      creditLines: sum((row) => row.creditLines),
      creditValue: pounds(sum((row) => row.creditPence)),
      credited: {
        matched: {
          lines: sum((row) => row.orderLines),
          value: pounds(sum((row) => row.orderPence)),
        },
        customer: {
          lines: sum((row) => row.customerLines),
          value: pounds(sum((row) => row.customerPence)),
        },
        adjustment: {
          lines: sum((row) => row.codeLines),
          value: pounds(sum((row) => row.codePence)),
        },
      },
      charges: byCode('charge'),
      adjustments: byCode('adjustment'),
    })
  },

  'GET /customers': async (_, __, query) => {
    const rows = await store.rows(Customers).find({ ...inBatch(query), limit: everything })
    return reply(200, { customers: [...new Set(rows.map(({ customer }) => customer))] })
  },

  'GET /skus': async (_, __, query) => {
    const rows = await store.rows(Skus).find({ ...inBatch(query), limit: everything })
    return reply(200, { skus: [...new Set(rows.map(({ sku }) => sku))] })
  },
})
