import { plus, projection } from '@watertight/domain'
import { StockAdjusted } from './language.ts'

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
