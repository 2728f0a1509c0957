import { boundedContext, publish } from '@watertight/domain'
import { fromOrders } from './from-orders.ts'
import { PaymentAuthorised, PaymentDeclined } from './language.ts'
import { Payment } from './payment.ts'
import { PaymentAuthorisedV1, PaymentDeclinedV1, PaymentsLanguage } from './published.ts'
import { Refund } from './refund.ts'

export const Payments = boundedContext('payments', {
  purpose: 'Takes the money for each order exactly once, and pays back what is credited.',
  owns: [Payment, Refund],
  speaks: PaymentsLanguage,
  publishes: [
    publish(PaymentAuthorisedV1, PaymentAuthorised, ({ charge }) => ({ charge })),
    publish(PaymentDeclinedV1, PaymentDeclined, ({ reason }) => ({ reason })),
  ],
  hears: [fromOrders],
})
