import { done, processManager, send } from '@watertight/domain'
import { CorrectStock, ReceiveStock, StockAdjusted, StockCounted } from './language.ts'

/** An adjustment or a count is one document over many stock codes: each of its lines is booked on one stock item. */
export const Bookkeeping = processManager('Bookkeeping', {
  hears: [StockAdjusted, StockCounted],
  sends: [CorrectStock, ReceiveStock],
  initial: () => ({ is: 'New' }) as const,
}).on({
  events: {
    StockAdjusted: ({ batch, lines }, _, { id: document }) => [
      ...lines.map(({ line, sku, quantity: change }) =>
        send(sku, CorrectStock({ batch, document, line, change })),
      ),
      done(),
    ],
    StockCounted: ({ batch, reason, lines }, _, { id: document }) => [
      ...lines.map(({ sku, quantity }) =>
        send(sku, ReceiveStock({ batch, quantity, reason, document })),
      ),
      done(),
    ],
  },
  alarms: {},
})
