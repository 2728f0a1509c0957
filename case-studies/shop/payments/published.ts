import { event, publishedLanguage } from '@watertight/domain'
import { z } from 'zod'

/** The card network has taken the money. Its subject is the order's number. */
export const PaymentAuthorisedV1 = event('shop.PaymentAuthorised.v1', { charge: z.string() })
/** The card network has refused. Its subject is the order's number. */
export const PaymentDeclinedV1 = event('shop.PaymentDeclined.v1', { reason: z.string() })

/** What payments promises to other contexts. */
export const PaymentsLanguage = publishedLanguage('payments', [
  PaymentAuthorisedV1,
  PaymentDeclinedV1,
])
