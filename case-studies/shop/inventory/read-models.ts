import { plus, projection } from '@watertight/domain'
import {
  CustomerForgotten,
  StockAdjusted,
  StockFound,
  StockLost,
  StockPicked,
  StockPutBack,
  StockRanShort,
  StockReceived,
  StockReleased,
  StockReserved,
} from './language.ts'

const stock = [
  StockReceived,
  StockFound,
  StockLost,
  StockReserved,
  StockReleased,
  StockPicked,
  StockRanShort,
  StockPutBack,
] as const

/** What is on hand of each stock code, and how much of that is kept for orders. */
export const StockLevels = projection('StockLevels', {
  hears: stock,
  columns: { sku: 'text', onHand: 'integer', reserved: 'integer' },
  key: ['sku'],
}).on({
  StockReceived: ({ sku, quantity }, _, rows) =>
    rows.put({ sku, onHand: quantity, reserved: 0 }, { onHand: plus(quantity) }),
  StockFound: ({ sku, quantity }, _, rows) =>
    rows.put({ sku, onHand: quantity, reserved: 0 }, { onHand: plus(quantity) }),
  StockLost: ({ sku, quantity }, _, rows) => rows.patch({ sku }, { onHand: plus(-quantity) }),
  StockReserved: ({ sku, quantity }, _, rows) => rows.patch({ sku }, { reserved: plus(quantity) }),
  StockReleased: ({ sku, quantity }, _, rows) => rows.patch({ sku }, { reserved: plus(-quantity) }),
  StockPicked: ({ sku, quantity }, _, rows) =>
    rows.patch({ sku }, { onHand: plus(-quantity), reserved: plus(-quantity) }),
  StockRanShort: ({ sku, quantity, step }, _, rows) =>
    step === 'pick' ? rows.patch({ sku }, { reserved: plus(-quantity) }) : [],
  StockPutBack: ({ sku, quantity }, _, rows) =>
    rows.put({ sku, onHand: quantity, reserved: 0 }, { onHand: plus(quantity) }),
})

const nothing = {
  received: 0,
  found: 0,
  lost: 0,
  unaccounted: 0,
  reserved: 0,
  released: 0,
  picked: 0,
  short: 0,
  putBack: 0,
}
export type Moved = keyof typeof nothing
const counters = Object.fromEntries(Object.keys(nothing).map((name) => [name, 'integer'])) as {
  readonly [K in Moved]: 'integer'
}
interface Place {
  readonly batch: string
  readonly sku: string
}
const moved = ({ batch, sku }: Place, by: Partial<Record<Moved, number>>) =>
  [
    { batch, sku, ...nothing, ...by },
    Object.fromEntries(Object.entries(by).map(([name, n]) => [name, plus(n)])),
  ] as const

/** Units of each stock code by what moved them, for reconciliation with whoever sent the batch. */
export const StockMoves = projection('StockMoves', {
  hears: stock,
  columns: { batch: 'text', sku: 'text', ...counters },
  key: ['batch', 'sku'],
}).on({
  StockReceived: (one, _, rows) => rows.put(...moved(one, { received: one.quantity })),
  StockFound: (one, _, rows) => rows.put(...moved(one, { found: one.quantity })),
  StockLost: (one, _, rows) =>
    rows.put(...moved(one, { lost: one.quantity, unaccounted: one.unaccounted })),
  StockReserved: (one, _, rows) => rows.put(...moved(one, { reserved: one.quantity })),
  StockReleased: (one, _, rows) => rows.put(...moved(one, { released: one.quantity })),
  StockPicked: (one, _, rows) => rows.put(...moved(one, { picked: one.quantity })),
  StockRanShort: (one, _, rows) => rows.put(...moved(one, { short: one.quantity })),
  StockPutBack: (one, _, rows) => rows.put(...moved(one, { putBack: one.quantity })),
})

/** How many stock items each document has moved so far: adjustments, counts and credit notes are one document over many. */
export const DocumentsBooked = projection('DocumentsBooked', {
  version: 2,
  hears: [StockFound, StockLost, StockPutBack, StockReceived],
  columns: { document: 'text', items: 'integer' },
  key: ['document'],
}).on({
  StockFound: ({ document }, _, rows) => rows.put({ document, items: 1 }, { items: plus(1) }),
  StockLost: ({ document }, _, rows) => rows.put({ document, items: 1 }, { items: plus(1) }),
  StockPutBack: ({ document }, _, rows) => rows.put({ document, items: 1 }, { items: plus(1) }),
  StockReceived: ({ document }, _, rows) =>
    document === undefined ? [] : rows.put({ document, items: 1 }, { items: plus(1) }),
})

/** What the adjustments of a batch add up to, as their documents say. */
export const Figures = projection('Figures', {
  hears: [StockAdjusted],
  columns: { batch: 'text', adjustments: 'integer', lines: 'integer', units: 'integer' },
  key: ['batch'],
}).on({
  StockAdjusted: ({ batch, lines }, _, rows) => {
    const units = lines.reduce((sum, { quantity }) => sum + quantity, 0)
    return rows.put(
      { batch, adjustments: 1, lines: lines.length, units },
      { adjustments: plus(1), lines: plus(lines.length), units: plus(units) },
    )
  },
})

/** Whose purchases a count was about. */
export const Customers = projection('Customers', {
  version: 2,
  hears: [StockAdjusted, CustomerForgotten],
  columns: { batch: 'text', customer: 'text' },
  key: ['batch', 'customer'],
}).on({
  StockAdjusted: ({ batch, customer }, _, rows) =>
    customer === null ? [] : rows.put({ batch, customer }),
  CustomerForgotten: ({ customer, pseudonym, batches }, _, rows) =>
    batches.flatMap((batch) => [
      rows.remove({ batch, customer }),
      rows.put({ batch, customer: pseudonym }),
    ]),
})

export const Skus = projection('Skus', {
  hears: [StockAdjusted],
  columns: { batch: 'text', sku: 'text' },
  key: ['batch', 'sku'],
}).on({
  StockAdjusted: ({ batch, lines }, _, rows) =>
    [...new Set(lines.map(({ sku }) => sku))].map((sku) => rows.put({ batch, sku })),
})
