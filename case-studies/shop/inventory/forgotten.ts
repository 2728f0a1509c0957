import { decision, refuse } from '@watertight/domain'
import { CustomerForgotten, ForgetCustomer, StockAdjusted } from './language.ts'

/** A customer who goes by a pseudonym goes by it here too, in what there is by then. */
export const Forgotten = decision(
  'Forgotten',
  {
    command: ForgetCustomer,
    events: [StockAdjusted, CustomerForgotten],
    reads: ({ customer }) => ({ types: [StockAdjusted, CustomerForgotten], tags: { customer } }),
    initial: (): readonly string[] => [],
  },
  {
    evolve: {
      StockAdjusted: (batches, { batch }) => [...new Set([...batches, batch])],
      CustomerForgotten: () => [],
    },
    decide: ({ customer }, batches, { id: pseudonym }) =>
      batches.length === 0
        ? refuse('NobodyKnown', 'no list of the store has that customer')
        : CustomerForgotten({ customer, pseudonym, batches: [...batches] }),
  },
)
