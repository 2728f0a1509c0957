import { done, processManager, send } from '@watertight/domain'
import { CorrectStock, StockAdjusted } from './language.ts'

/** An adjustment is one document over many stock codes: each of its lines corrects one stock item. */
export const Bookkeeping = processManager('Bookkeeping', {
  hears: [StockAdjusted],
  sends: [CorrectStock],
  initial: () => ({ is: 'New' }) as const,
}).on({
  events: {
    StockAdjusted: ({ batch, lines }, _, { id: document }) => [
      ...lines.map(({ line, sku, quantity: change }) =>
        send(sku, CorrectStock({ batch, document, line, change })),
      ),
      done(),
    ],
  },
  alarms: {},
})
