import { send, translation } from '@watertight/domain'
import { PaymentsLanguage } from '../payments/published.ts'
import { ConfirmOrder, DeclineOrder, RecordNoPayment, RecordPayment } from './language.ts'

export { CallOffPayment, CapturePayment, PayBack, PaymentsLanguage } from '../payments/published.ts'

/** What payments says, in the words of orders. */
export const fromPayments = translation(
  { from: PaymentsLanguage, sends: [ConfirmOrder, DeclineOrder, RecordPayment, RecordNoPayment] },
  {
    'shop.PaymentAuthorised.v1': ({ charge: authorisation }, { id }) =>
      send(id, ConfirmOrder({ authorisation })),
    'shop.PaymentDeclined.v1': ({ reason }, { id }) => send(id, DeclineOrder({ reason })),
    'shop.PaymentCaptured.v1': (_, { id }) => send(id, RecordPayment({})),
    'shop.CaptureFailed.v1': ({ reason }, { id }) => send(id, RecordNoPayment({ reason })),
  },
)
