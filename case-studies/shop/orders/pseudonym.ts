import { decision, refuse } from '@watertight/domain'
import {
  CreditNoteIssued,
  CustomerPseudonymised,
  OrderPlaced,
  PseudonymiseCustomer,
} from './language.ts'

interface Known {
  readonly orders: readonly string[]
  readonly batches: readonly string[]
}

/** A customer who wants to be forgotten goes by a pseudonym in all lists, of what there is by then. The log itself is not rewritten. */
export const Pseudonym = decision(
  'Pseudonym',
  {
    command: PseudonymiseCustomer,
    events: [OrderPlaced, CreditNoteIssued, CustomerPseudonymised],
    reads: ({ customer }) => ({
      types: [OrderPlaced, CreditNoteIssued, CustomerPseudonymised],
      tags: { customer },
    }),
    initial: (): Known => ({ orders: [], batches: [] }),
  },
  {
    evolve: {
      OrderPlaced: ({ orders, batches }, { number, batch }) => ({
        ...{ orders: [...orders, number], batches: [...new Set([...batches, batch])] },
      }),
      CreditNoteIssued: ({ orders, batches }, { batch }) => ({
        ...{ orders, batches: [...new Set([...batches, batch])] },
      }),
      // what came before has a pseudonym already
      CustomerPseudonymised: () => ({ orders: [], batches: [] }),
    },
    decide: ({ customer }, { orders, batches }, { id: pseudonym }) =>
      batches.length === 0
        ? refuse('NobodyKnown', 'no list has that customer')
        : CustomerPseudonymised({
            customer,
            pseudonym,
            orders: [...orders],
            batches: [...batches],
          }),
  },
)
