import { scenario } from '@watertight/domain'
import { describe, it } from 'vitest'
import {
  PaymentAuthorised,
  PaymentDeclined,
  PaymentRequested,
  RecordAuthorisation,
  RecordDecline,
  RequestPayment,
} from './language.ts'
import { Payment } from './payment.ts'

const amount = { amount: '15.30', currency: 'GBP' }
const payment = { order: '536365', batch: 'december', amount }
const about = { id: '536365' }
const request = RequestPayment({ batch: 'december', amount })
const authorise = RecordAuthorisation({ charge: 'ch-1' })
const decline = RecordDecline({ reason: 'over the limit' })

describe('a payment', () => {
  it('is requested for an order, and authorised', () => {
    scenario(Payment).given().when(request, about).then(PaymentRequested(payment))
    scenario(Payment)
      .given(PaymentRequested(payment))
      .when(authorise, about)
      .then(PaymentAuthorised({ ...payment, charge: 'ch-1' }))
  })

  it('or declined', () =>
    scenario(Payment)
      .given(PaymentRequested(payment))
      .when(decline, about)
      .then(PaymentDeclined({ ...payment, reason: 'over the limit' })))

  it('is requested and answered once', () => {
    const requested = PaymentRequested(payment)
    const authorised = PaymentAuthorised({ ...payment, charge: 'ch-1' })
    scenario(Payment).given(requested).when(request, about).thenRefused('NotPossibleNow')
    scenario(Payment)
      .given(requested, authorised)
      .when(authorise, about)
      .thenRefused('NotPossibleNow')
    scenario(Payment)
      .given(requested, authorised)
      .when(decline, about)
      .thenRefused('NotPossibleNow')
    scenario(Payment).given().when(authorise, about).thenRefused('NotPossibleNow')
  })
})
