import { boundedContext, publish } from '@watertight/domain'
import { fromOrders } from './from-orders.ts'
import {
  CallOffPayment,
  CaptureFailed,
  CapturePayment,
  CloseDispute,
  OpenDispute,
  PayBack,
  PaymentAuthorised,
  PaymentCaptured,
  PaymentDeclined,
} from './language.ts'
import { Payment } from './payment.ts'
import {
  CaptureFailedV1,
  PaymentAuthorisedV1,
  PaymentCapturedV1,
  PaymentDeclinedV1,
  PaymentsLanguage,
} from './published.ts'
import { Refund } from './refund.ts'

export const Payments = boundedContext('payments', {
  purpose: 'Takes the money for each order exactly once, and pays back what is credited.',
  owns: [Payment, Refund],
  accepts: [CapturePayment, CallOffPayment, PayBack, OpenDispute, CloseDispute],
  speaks: PaymentsLanguage,
  publishes: [
    publish(PaymentAuthorisedV1, PaymentAuthorised, ({ authorisation }) => ({
      charge: authorisation,
    })),
    publish(PaymentDeclinedV1, PaymentDeclined, ({ reason }) => ({ reason })),
    publish(PaymentCapturedV1, PaymentCaptured, ({ amount }) => ({ amount })),
    publish(CaptureFailedV1, CaptureFailed, ({ reason }) => ({ reason })),
  ],
  hears: [fromOrders],
})
