import { scenario } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { RecordStockAdjustment, StockAdjusted } from './language.ts'
import { StockAdjustment } from './stock-adjustment.ts'

const lost = { line: 1, sku: '22139', description: 'amazon', quantity: -23 }
const adjustment = {
  batch: 'december',
  customer: null,
  adjustedAt: '2010-12-01T11:52',
  lines: [lost],
}
const about = { id: '536414' }

describe('a stock adjustment', () => {
  it('is recorded as it was found', () =>
    scenario(StockAdjustment)
      .given()
      .when(RecordStockAdjustment(adjustment), about)
      .then(StockAdjusted(adjustment)))

  it('is recorded once', () =>
    scenario(StockAdjustment)
      .given(StockAdjusted(adjustment))
      .when(RecordStockAdjustment(adjustment), about)
      .thenRefused('AlreadyRecorded'))

  it.each([0, 0.5, 1e12, Number.NaN])('of %d pieces is not valid', (quantity) => {
    const body = { ...adjustment, lines: [{ ...lost, quantity }] }
    expect(() => RecordStockAdjustment(body)).toThrow('WT_INPUT_INVALID')
  })
})
