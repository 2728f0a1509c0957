import type { DataOf } from '@watertight/domain'
import { aggregate } from '@watertight/domain'
import {
  RecordNothingOwed,
  RecordRefund,
  RefundNotOwed,
  RefundPaid,
  RefundRequested,
  RequestRefund,
} from './language.ts'

type Requested = Omit<DataOf<typeof RefundRequested>, 'orders'>
type RefundState =
  | { readonly is: 'Nothing' }
  | { readonly is: 'Due'; readonly requested: Requested }
  | { readonly is: 'Settled' }

/** What a credit note pays back: due until it is paid, or until it turns out that nothing was paid in the first place. */
export const Refund = aggregate('Refund', {
  commands: [RequestRefund, RecordRefund, RecordNothingOwed],
  events: [RefundRequested, RefundPaid, RefundNotOwed],
  initial: (): RefundState => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      RequestRefund: ({ batch, amount, orders }, _, { id: creditNote }) =>
        RefundRequested({ creditNote, batch, amount, orders }),
    },
    Due: {
      RecordRefund: ({ refund }, { requested }) => RefundPaid({ ...requested, refund }),
      RecordNothingOwed: ({ reason }, { requested }) => RefundNotOwed({ ...requested, reason }),
    },
  })
  .evolve({
    RefundRequested: (_, { orders: __, ...requested }) => ({ is: 'Due', requested }),
    RefundPaid: () => ({ is: 'Settled' }),
    RefundNotOwed: () => ({ is: 'Settled' }),
  })
