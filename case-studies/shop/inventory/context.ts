import { boundedContext } from '@watertight/domain'
import { RecordStockAdjustment } from './language.ts'
import { StockAdjustment } from './stock-adjustment.ts'

export const Inventory = boundedContext('inventory', {
  purpose: 'Knows what is in the store, and why it is not what the books say.',
  owns: [StockAdjustment],
  accepts: [RecordStockAdjustment],
})
