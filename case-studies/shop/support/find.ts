import { Money } from '@watertight/domain'
import { z } from 'zod'
import { mask } from './masking.ts'
import type { FoundOrder } from './published.ts'
import type { Logs } from './sources.ts'

const Row = z.object({
  number: z.string(),
  customer: z.string().nullable(),
  country: z.string(),
  state: z.string(),
  placedAt: z.string(),
  pence: z.int(),
})
type Row = z.infer<typeof Row>
const Rows = z.object({ rows: z.array(Row) })
const Latest = z.object({
  orders: z.array(Row.omit({ pence: true }).extend({ total: z.string() })),
})

const most = 50

/** Looks an order up in the list of orders, where a customer who is forgotten goes by a pseudonym. */
export function finder({ ask }: Logs) {
  const list = (where: string, signal: AbortSignal) =>
    ask(
      {
        ...{ method: 'GET', signal, route: '/read/order-list' },
        path: `/read/order-list?${where}&limit=${most}`,
      },
      (_, body) => Rows.parse(body).rows,
    )

  return {
    /** The row of one order; undefined where there is none. */
    async row(order: string, signal: AbortSignal): Promise<Row | undefined> {
      return (await list(`number=${encodeURIComponent(order)}`, signal))[0]
    },

    /** By number, customer and amount at once: nobody on the telephone says which it is. */
    async search(text: string, signal: AbortSignal): Promise<readonly FoundOrder[]> {
      const wanted = encodeURIComponent(text)
      const amount = /^£?(\d{1,9})(?:\.(\d\d))?$/.exec(text)
      const pence = amount && Number(amount[1]) * 100 + Number(amount[2] ?? 0)
      const [number, customer, total] = await Promise.all([
        list(`number=${wanted}`, signal),
        list(`customer=${wanted}`, signal),
        pence === null ? [] : list(`pence=${pence}`, signal),
      ])
      const found = [
        ...number.map((row) => told(row, 'number')),
        ...customer.map((row) => told(row, 'customer')),
        ...total.map((row) => told(row, 'amount')),
      ]
      return [...new Map(found.map((one) => [one.number, one])).values()]
    },

    latest: (signal: AbortSignal): Promise<readonly FoundOrder[]> =>
      ask({ method: 'GET', path: '/orders?limit=12', signal }, (_, body) =>
        Latest.parse(body).orders.map((row) => ({
          ...row,
          customer: row.customer && mask,
          by: 'latest' as const,
        })),
      ),
  }
}

const told = ({ pence, customer, ...row }: Row, by: FoundOrder['by']): FoundOrder => ({
  ...row,
  customer: customer && mask,
  total: Money.ofMinor(pence, 'GBP').toDecimal(),
  by,
})
