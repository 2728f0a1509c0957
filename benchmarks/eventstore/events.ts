import { event, projection, type Schema } from '@watertight/domain'

// the peers validate nothing either
const any: Schema<any> = {
  '~standard': { version: 1, vendor: 'benchmark', validate: (value) => ({ value }) },
}

/** A small business event: about 230 bytes of data. */
export interface Item {
  readonly cart: string
  readonly sku: string
  readonly quantity: number
  readonly unitPrice: number
  readonly currency: string
  readonly note: string
  readonly origin: readonly string[]
  readonly addedAt: string
}

export const ItemAdded = event(
  'ItemAdded',
  {
    cart: any,
    sku: any,
    quantity: any,
    unitPrice: any,
    currency: any,
    note: any,
    origin: any,
    addedAt: any,
  },
  // what a condition of two tags looks for: few events have both
  { tags: ['cart', 'sku'] },
)

/** The same without tags, as the peers store it. */
export const PlainItemAdded = event('PlainItemAdded', { ...fieldsOf() })

function fieldsOf() {
  const names = [
    'cart',
    'sku',
    'quantity',
    'unitPrice',
    'currency',
    'note',
    'origin',
    'addedAt',
  ] as const
  return Object.fromEntries(names.map((name) => [name, any])) as Record<
    (typeof names)[number],
    Schema<any>
  >
}

export const Carts = projection('Carts', {
  hears: [PlainItemAdded],
  columns: { cart: 'text', quantity: 'integer', position: 'integer' },
  key: ['cart'],
}).on({
  PlainItemAdded: ({ cart, quantity }, { position }, rows) =>
    rows.put({ cart, quantity, position }),
})

/** Who and why: 110 bytes. */
export const meta = {
  correlation: '0190c2f0-7a1b-7cde-8f00-112233445566',
  causation: '0190c2f0-7a1b-7cde-8f00-665544332211',
}

export const itemOf = (n: number): Item => ({
  cart: `cart-${n % 997}`,
  sku: `sku-${(n * 7919) % 10_007}`,
  quantity: 1 + (n % 9),
  unitPrice: 1_999 + (n % 500),
  currency: 'EUR',
  note: 'gift wrapping requested by the customer at checkout',
  origin: ['web', 'campaign-a'],
  addedAt: '2026-01-02T03:04:05.678Z',
})

export const items = (from: number, many: number): Item[] =>
  Array.from({ length: many }, (_, i) => itemOf(from + i))
