import { event, moneyJson, publishedLanguage } from '@watertight/domain'
import { z } from 'zod'
import { CallOffPayment, CapturePayment, PayBack } from './language.ts'

/** The card network holds the money. Its subject is the order's number. */
export const PaymentAuthorisedV1 = event('shop.PaymentAuthorised.v1', {
  /** What the card network calls it. */
  charge: z.string(),
})
/** The card network has refused. Its subject is the order's number. */
export const PaymentDeclinedV1 = event('shop.PaymentDeclined.v1', { reason: z.string() })
/** The money is taken. Its subject is the order's number. */
export const PaymentCapturedV1 = event('shop.PaymentCaptured.v1', { amount: moneyJson })
/** What was held cannot be taken any more. Its subject is the order's number. */
export const CaptureFailedV1 = event('shop.CaptureFailed.v1', { reason: z.string() })

/** What payments promises to other contexts, and what they may ask of an order's payment. */
export const PaymentsLanguage = publishedLanguage(
  'payments',
  [PaymentAuthorisedV1, PaymentDeclinedV1, PaymentCapturedV1, CaptureFailedV1],
  { Payment: [CapturePayment, CallOffPayment, PayBack] },
)
export { CallOffPayment, CapturePayment, PayBack }
