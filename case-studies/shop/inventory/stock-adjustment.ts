import { aggregate, refuse } from '@watertight/domain'
import { RecordStockAdjustment, StockAdjusted } from './language.ts'

type AdjustmentState = { readonly is: 'Nothing' } | { readonly is: 'Recorded' }

/** What was found or lost in the store, as one document says it. No money moves. */
export const StockAdjustment = aggregate('StockAdjustment', {
  commands: [RecordStockAdjustment],
  events: [StockAdjusted],
  initial: (): AdjustmentState => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: { RecordStockAdjustment: (adjustment) => StockAdjusted(adjustment) },
    Recorded: {
      RecordStockAdjustment: (_, __, { id }) =>
        refuse('AlreadyRecorded', `stock adjustment ${id} was recorded before`),
    },
  })
  .evolve({ StockAdjusted: () => ({ is: 'Recorded' }) })
