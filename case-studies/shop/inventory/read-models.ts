import { plus, projection } from '@watertight/domain'
import {
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
  adjustments: 0,
  lines: 0,
  units: 0,
  received: 0,
  found: 0,
  lost: 0,
  unaccounted: 0,
  reserved: 0,
  released: 0,
  picked: 0,
  short: 0,
  putBack: 0,
  corrected: 0,
}
type Counter = keyof typeof nothing
const counters = Object.fromEntries(Object.keys(nothing).map((name) => [name, 'integer'])) as {
  readonly [K in Counter]: 'integer'
}
const counted = (batch: string, by: Partial<Record<Counter, number>>) =>
  [
    { batch, ...nothing, ...by },
    Object.fromEntries(Object.entries(by).map(([name, n]) => [name, plus(n)])),
  ] as const

/** What a batch adds up to: documents and their lines, and units by what moved them. `units` is what the documents say, the others what became of it. */
export const Figures = projection('Figures', {
  hears: [...stock, StockAdjusted],
  version: 2,
  columns: { batch: 'text', ...counters },
  key: ['batch'],
}).on({
  StockAdjusted: ({ batch, lines }, _, rows) => {
    const units = lines.reduce((sum, { quantity }) => sum + quantity, 0)
    return rows.put(...counted(batch, { adjustments: 1, lines: lines.length, units }))
  },
  StockReceived: ({ batch, quantity }, _, rows) =>
    rows.put(...counted(batch, { received: quantity })),
  StockFound: ({ batch, quantity }, _, rows) =>
    rows.put(...counted(batch, { found: quantity, corrected: 1 })),
  StockLost: ({ batch, quantity, unaccounted }, _, rows) =>
    rows.put(...counted(batch, { lost: quantity, unaccounted, corrected: 1 })),
  StockReserved: ({ batch, quantity }, _, rows) =>
    rows.put(...counted(batch, { reserved: quantity })),
  StockReleased: ({ batch, quantity }, _, rows) =>
    rows.put(...counted(batch, { released: quantity })),
  StockPicked: ({ batch, quantity }, _, rows) => rows.put(...counted(batch, { picked: quantity })),
  StockRanShort: ({ batch, quantity }, _, rows) => rows.put(...counted(batch, { short: quantity })),
  StockPutBack: ({ batch, quantity }, _, rows) =>
    rows.put(...counted(batch, { putBack: quantity })),
})

export const Customers = projection('Customers', {
  hears: [StockAdjusted],
  columns: { batch: 'text', customer: 'text' },
  key: ['batch', 'customer'],
}).on({
  StockAdjusted: ({ batch, customer }, _, rows) =>
    customer === null ? [] : rows.put({ batch, customer }),
})

export const Skus = projection('Skus', {
  hears: [StockAdjusted],
  columns: { batch: 'text', sku: 'text' },
  key: ['batch', 'sku'],
}).on({
  StockAdjusted: ({ batch, lines }, _, rows) =>
    [...new Set(lines.map(({ sku }) => sku))].map((sku) => rows.put({ batch, sku })),
})
