import type { DataOf } from '@watertight/domain'
import { aggregate } from '@watertight/domain'
import {
  RecordRefund,
  RefundNotOwed,
  RefundPaid,
  RefundRequested,
  RequestRefund,
} from './language.ts'

type Requested = DataOf<typeof RefundRequested>
type RefundState =
  | { readonly is: 'Nothing' }
  | { readonly is: 'Due'; readonly requested: Requested }
  | { readonly is: 'Settled' }

/** What a credit note pays back to a customer on no order of this log: due until it is paid. */
export const Refund = aggregate('Refund', {
  commands: [RequestRefund, RecordRefund],
  events: [RefundRequested, RefundPaid, RefundNotOwed],
  initial: (): RefundState => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      RequestRefund: ({ batch, amount }, _, { id: creditNote }) =>
        RefundRequested({ creditNote, batch, amount }),
    },
    Due: {
      RecordRefund: ({ refund }, { requested }) => RefundPaid({ ...requested, refund }),
    },
  })
  .evolve({
    RefundRequested: (_, requested) => ({ is: 'Due', requested }),
    RefundPaid: () => ({ is: 'Settled' }),
    RefundNotOwed: () => ({ is: 'Settled' }),
  })
