import { send, translation } from '@watertight/domain'
import { PaymentsLanguage } from '../payments/published.ts'
import { ConfirmOrder, DeclineOrder } from './language.ts'

/** What payments says, in the words of orders. */
export const fromPayments = translation(
  { from: PaymentsLanguage, sends: [ConfirmOrder, DeclineOrder] },
  {
    'shop.PaymentAuthorised.v1': ({ charge }, { id }) => send(id, ConfirmOrder({ charge })),
    'shop.PaymentDeclined.v1': ({ reason }, { id }) => send(id, DeclineOrder({ reason })),
  },
)
