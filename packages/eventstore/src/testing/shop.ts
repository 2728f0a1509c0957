import {
  event,
  type Fold,
  type Message,
  plus,
  projection,
  type Schema,
  table,
} from '@watertight/domain'

const checked = <T>(what: string, fits: (input: unknown) => boolean): Schema<T> => ({
  '~standard': {
    version: 1,
    vendor: 'watertight',
    validate: (input) =>
      fits(input) ? { value: input as T } : { issues: [{ message: `expected ${what}` }] },
  },
})
export const text = checked<string>('text', (input) => typeof input === 'string')
const optional = checked<string | null>('text', (i) => i === null || typeof i === 'string')
const whole = checked<number>('a whole number', Number.isSafeInteger)
const flag = checked<boolean>('true or false', (input) => typeof input === 'boolean')
const anything = checked<unknown>('anything', () => true)

export const OrderPlaced = event(
  'OrderPlaced',
  { customer: optional, currency: text },
  {
    version: 2,
    upcast: { 1: (data: { customer: string }) => ({ ...data, currency: 'GBP' }) },
    tags: ['customer'],
  },
)
export const ItemAdded = event('ItemAdded', { sku: text, pence: whole }, { tags: ['sku'] })
export const OrderPaid = event('OrderPaid', { pence: whole })
/** Three shapes so far, and tags that are not text. */
export const StockCounted = event(
  'StockCounted',
  { sku: text, shelf: whole, sealed: flag },
  {
    version: 3,
    upcast: {
      1: (data: { sku: string }) => ({ ...data, shelf: 0 }),
      2: (data: { sku: string; shelf: number }) => ({ ...data, sealed: data.shelf > 7 }),
    },
    tags: ['sku', 'shelf', 'sealed'],
  },
)
const NoteTaken = event('NoteTaken', { note: anything })
/** The words of the suite's cases: a small shop. */
export const events = [OrderPlaced, ItemAdded, OrderPaid, StockCounted, NoteTaken] as const
export type ShopEvent = (typeof events)[number]

export const placed = (customer: string | null = 'ann') =>
  OrderPlaced({ customer, currency: 'GBP' })
export const added = (pence = 100, sku = 'tea') => ItemAdded({ sku, pence })
export const paid = (pence = 100) => OrderPaid({ pence })
export const counted = (sku = 'tea', shelf = 1, sealed = false) =>
  StockCounted({ sku, shelf, sealed })
export const noted = (note: unknown) => NoteTaken({ note })

interface OrderState {
  readonly items: number
  readonly pence: number
  readonly paid: boolean
}
export const Order: Fold<OrderState, ShopEvent> = {
  name: 'Order',
  events,
  initial: () => ({ items: 0, pence: 0, paid: false }),
  evolve(order, happened) {
    if (happened.type === 'ItemAdded')
      return { ...order, items: order.items + 1, pence: order.pence + happened.data.pence }
    return happened.type === 'OrderPaid' ? { ...order, paid: true } : order
  },
}

/** Hears one event of three: what it does not hear must be passed over. */
export const ItemCount: Fold<{ readonly items: number }, typeof ItemAdded> = {
  name: 'ItemCount',
  events: [ItemAdded],
  initial: () => ({ items: 0 }),
  evolve({ items }, happened) {
    if ((happened as Message).type !== 'ItemAdded') throw new Error('heard what it does not hear')
    return { items: items + 1 }
  },
}

const orderList = (name: string) =>
  projection(name, {
    hears: [OrderPlaced, ItemAdded, OrderPaid],
    columns: {
      order: 'text',
      customer: 'text?',
      items: 'integer',
      pence: 'integer',
      placed: 'integer',
      revision: 'integer',
      paidAt: 'integer?',
    },
    key: ['order'],
    indexes: [['customer']],
  }).on({
    OrderPlaced: ({ customer }, { stream, at, revision }, rows) =>
      rows.put({ order: stream, customer, items: 0, pence: 0, placed: at, revision, paidAt: null }),
    ItemAdded: ({ pence }, { stream, revision }, rows) =>
      rows.patch({ order: stream }, { items: plus(1), pence: plus(pence), revision }),
    OrderPaid: (_, { stream, at, revision }, rows) =>
      rows.patch({ order: stream }, { paidAt: at, revision }),
  })
export const OrderList = orderList('OrderList')
/** The same under another name: kept inline and asynchronously, the two must be equal. */
export const OrderListBehind = orderList('OrderListBehind')

const sales = { hears: [ItemAdded], key: ['sku'] } as const
export const Sales = projection('Sales', {
  ...sales,
  columns: { sku: 'text', sold: 'integer', pence: 'integer' },
}).on({
  ItemAdded: ({ sku, pence }, _, rows) =>
    rows.put({ sku, sold: 1, pence }, { sold: plus(1), pence: plus(pence) }),
})
/** What a later release made of `Sales`. */
export const SalesCounted = projection('Sales', {
  ...sales,
  version: 2,
  columns: { sku: 'text', sold: 'integer' },
}).on({ ItemAdded: ({ sku }, _, rows) => rows.put({ sku, sold: 1 }, { sold: plus(1) }) })

/** Its rows go when the order is paid. */
export const OpenOrders = projection('OpenOrders', {
  hears: [OrderPlaced, OrderPaid],
  columns: { order: 'text', since: 'integer' },
  key: ['order'],
}).on({
  OrderPlaced: (_, { stream, at }, rows) => rows.put({ order: stream, since: at }),
  OrderPaid: (_, { stream }, rows) => rows.remove({ order: stream }),
})

/** What a service keeps per idempotency key; claimed in the append's transaction. */
export const Requests = table('requests', { key: 'text', body: 'text', position: 'integer' }, [
  'key',
])

/** Two columns of key, and every type of column. */
export const Shelves = table(
  'shelves',
  { hall: 'text', shelf: 'integer', items: 'integer', weight: 'real?', label: 'text?' },
  ['hall', 'shelf'],
)
