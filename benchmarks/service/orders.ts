import { aggregate, boundedContext, command, event, refuse } from '@watertight/domain'
import { z } from 'zod'

/** The order that every contestant takes: one schema, one rule, one sum. */
export const Line = z.strictObject({
  line: z.int().min(1).max(100_000),
  sku: z.string().min(1).max(40),
  description: z.string().max(200),
  quantity: z.int().min(1).max(1_000_000),
  unitPence: z.int().min(1).max(1_000_000),
})
const order = {
  customer: z.string().min(1).max(40),
  country: z.string().min(1).max(60),
  placedAt: z.string().min(16).max(16),
  currency: z.literal('GBP'),
  lines: z.array(Line).min(1).max(5_000),
}
/** The body of a request, for those who bring no schemas of their own. */
export const OrderBody = z.strictObject(order)
export type OrderBody = z.infer<typeof OrderBody>

export const totalPence = (lines: OrderBody['lines']): number =>
  lines.reduce((sum, { quantity, unitPence }) => sum + quantity * unitPence, 0)

const PlaceOrder = command('PlaceOrder', order)
export const OrderPlaced = event('OrderPlaced', {
  number: z.string(),
  ...order,
  totalPence: z.int(),
})

const Order = aggregate('Order', {
  commands: [PlaceOrder],
  events: [OrderPlaced],
  initial: (): { readonly is: 'Nothing' } | { readonly is: 'Placed' } => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      PlaceOrder: (placed, _, { id: number }) =>
        OrderPlaced({ number, ...placed, totalPence: totalPence(placed.lines) }),
    },
    Placed: { PlaceOrder: (_, __, { id }) => refuse('AlreadyPlaced', `order ${id} was placed`) },
  })
  .evolve({ OrderPlaced: () => ({ is: 'Placed' }) })

export const Orders = boundedContext('orders', {
  purpose: 'Takes orders.',
  owns: [Order],
  accepts: [PlaceOrder],
})

const goods = ['White hanging heart', 'Glass star frosted', 'Hand warmer', 'Cream cupid hearts']

/** Three lines of a gift shop: about 450 bytes. */
export const orderOf = (n: number): OrderBody => ({
  customer: `customer-${n % 4_337}`,
  country: 'United Kingdom',
  placedAt: '2010-12-01T08:26',
  currency: 'GBP',
  lines: [0, 1, 2].map((i) => ({
    line: i + 1,
    sku: `${20_000 + ((n * 7 + i * 3_571) % 9_973)}A`,
    description: goods[(n + i) % goods.length] as string,
    quantity: 1 + ((n + i) % 12),
    unitPence: 85 + ((n * 13 + i) % 900),
  })),
})
