import { aggregate, type DataOf } from '@watertight/domain'
import {
  PaymentAuthorised,
  PaymentDeclined,
  PaymentRequested,
  RecordAuthorisation,
  RecordDecline,
  RequestPayment,
} from './language.ts'

type Requested = DataOf<typeof PaymentRequested>
type PaymentState =
  | { readonly is: 'Nothing' }
  | { readonly is: 'Pending'; readonly requested: Requested }
  | { readonly is: 'Authorised' }
  | { readonly is: 'Declined' }

/** An order's payment: pending until the card network has said yes or no, once. */
export const Payment = aggregate('Payment', {
  commands: [RequestPayment, RecordAuthorisation, RecordDecline],
  events: [PaymentRequested, PaymentAuthorised, PaymentDeclined],
  initial: (): PaymentState => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      RequestPayment: ({ batch, amount }, _, { id: order }) =>
        PaymentRequested({ order, batch, amount }),
    },
    Pending: {
      RecordAuthorisation: ({ charge }, { requested }) =>
        PaymentAuthorised({ ...requested, charge }),
      RecordDecline: ({ reason }, { requested }) => PaymentDeclined({ ...requested, reason }),
    },
  })
  .evolve({
    PaymentRequested: (_, requested) => ({ is: 'Pending', requested }),
    PaymentAuthorised: () => ({ is: 'Authorised' }),
    PaymentDeclined: () => ({ is: 'Declined' }),
  })
