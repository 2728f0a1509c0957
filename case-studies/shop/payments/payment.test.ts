import { type DataOf, scenario } from '@watertight/domain'
import { describe, it } from 'vitest'
import {
  CallOffPayment,
  CaptureFailed,
  CapturePayment,
  CaptureRequested,
  CloseDispute,
  DisputeClosed,
  OpenDispute,
  PaidBack,
  PayBack,
  PaybackRequested,
  PaymentAuthorised,
  PaymentCalledOff,
  PaymentCaptured,
  PaymentDeclined,
  PaymentDisputed,
  PaymentForestalled,
  PaymentRequested,
  PaymentVoided,
  RecordAuthorisation,
  RecordCapture,
  RecordCaptureFailure,
  RecordDecline,
  RecordPayback,
  RecordVoid,
  RequestPayment,
  VoidRequested,
} from './language.ts'
import { Payment } from './payment.ts'

const gbp = (amount: string) => ({ amount, currency: 'GBP' })
const amount = gbp('15.30')
const payment = { order: '536365', batch: 'december', amount }
const about = { id: '536365' }
const reason = 'the customer has changed their mind'

const request = RequestPayment({ batch: 'december', amount })
const authorise = RecordAuthorisation({ authorisation: 'au-1' })
const decline = RecordDecline({ reason: 'over the limit' })
const capture = RecordCapture({ charge: 'ch-1' })
const callOff = CallOffPayment({ reason })

const requested = PaymentRequested(payment)
const authorised = PaymentAuthorised({ ...payment, authorisation: 'au-1' })
const capturing = CaptureRequested(payment)
const captured = PaymentCaptured({ ...payment, charge: 'ch-1' })
const calledOff = PaymentCalledOff({ ...payment, reason })
const letGo = VoidRequested({ ...payment, reason })
const taken = [requested, authorised, capturing, captured] as const
const back = (reference: string, part: string, why = reason) =>
  PaybackRequested({ ...payment, reference, amount: gbp(part), reason: why })
const payBack = (reference: string, part: string): DataOf<typeof PayBack> => ({
  ...{ reference, amount: gbp(part), reason },
})

describe('a payment', () => {
  it('is held, and then taken', () => {
    scenario(Payment).given().when(request, about).then(requested)
    scenario(Payment).given(requested).when(authorise, about).then(authorised)
    scenario(Payment).given(requested, authorised).when(CapturePayment({}), about).then(capturing)
    scenario(Payment).given(requested, authorised, capturing).when(capture, about).then(captured)
  })

  it('is declined, or cannot be taken when it is wanted', () => {
    scenario(Payment)
      .given(requested)
      .when(decline, about)
      .then(PaymentDeclined({ ...payment, reason: 'over the limit' }))
    scenario(Payment)
      .given(requested, authorised, capturing)
      .when(RecordCaptureFailure({ reason: 'expired' }), about)
      .then(CaptureFailed({ ...payment, reason: 'expired' }))
  })

  it('is requested, answered and taken once', () => {
    scenario(Payment).given(requested).when(request, about).thenRefused('NotPossibleNow')
    scenario(Payment).given().when(authorise, about).thenRefused('NotPossibleNow')
    for (const again of [authorise, decline])
      scenario(Payment)
        .given(requested, authorised)
        .when(again, about)
        .thenRefused('NotPossibleNow')
    for (const again of [capture, CapturePayment({})])
      scenario(Payment)
        .given(...taken)
        .when(again, about)
        .thenRefused('NotPossibleNow')
  })
})

describe('a payment that is called off', () => {
  it('before it was asked for is never asked for', () => {
    const forestalled = PaymentForestalled({ order: '536365', reason })
    scenario(Payment).given().when(callOff, about).then(forestalled)
    scenario(Payment).given(forestalled).when(request, about).thenRefused('NotPossibleNow')
  })

  it('while the card network answers is let go once it is held', () => {
    scenario(Payment).given(requested).when(callOff, about).then(calledOff)
    scenario(Payment).given(requested, calledOff).when(callOff, about).then()
    scenario(Payment).given(requested, calledOff).when(authorise, about).then(authorised, letGo)
  })

  it('after it is held is let go', () => {
    scenario(Payment).given(requested, authorised).when(callOff, about).then(calledOff, letGo)
    scenario(Payment)
      .given(requested, authorised, calledOff, letGo)
      .when(RecordVoid({}), about)
      .then(PaymentVoided(payment))
  })

  it('while it is being taken is paid back once it is taken', () => {
    scenario(Payment).given(requested, authorised, capturing).when(callOff, about).then(calledOff)
    scenario(Payment)
      .given(requested, authorised, capturing, calledOff)
      .when(capture, about)
      .then(captured, back('536365-called-off', '15.30'))
  })

  it('after it was taken is paid back, less what was paid back before', () => {
    scenario(Payment)
      .given(...taken)
      .when(callOff, about)
      .then(calledOff, back('536365-called-off', '15.30'))
    scenario(Payment)
      .given(...taken, back('R1', '5.10'))
      .when(callOff, about)
      .then(calledOff, back('536365-called-off', '10.20'))
  })

  it('after it was declined is nothing to do', () => {
    const declined = PaymentDeclined({ ...payment, reason: 'over the limit' })
    scenario(Payment).given(requested, declined).when(callOff, about).then()
  })
})

describe('a payback', () => {
  it('is a part of what was taken, once for each reference', () => {
    scenario(Payment)
      .given(...taken)
      .when(PayBack(payBack('R1', '5.10')), about)
      .then(back('R1', '5.10'))
    scenario(Payment)
      .given(...taken, back('R1', '5.10'))
      .when(RecordPayback({ reference: 'R1', refund: 're-1' }), about)
      .then(PaidBack({ ...payment, reference: 'R1', amount: gbp('5.10'), refund: 're-1' }))
    scenario(Payment)
      .given(...taken, back('R1', '5.10'))
      .when(PayBack(payBack('R1', '5.10')), about)
      .thenRefused('AlreadyPaidBack')
  })

  it.each([
    ['15.31', 'MoreThanTaken'],
    ['0.00', 'NothingToPayBack'],
    ['-1.00', 'NothingToPayBack'],
  ] as const)('of %s is refused', (part, code) =>
    scenario(Payment)
      .given(...taken)
      .when(PayBack(payBack('R1', part)), about)
      .thenRefused(code),
  )

  it('is recorded only where it was asked for', () =>
    scenario(Payment)
      .given(...taken)
      .when(RecordPayback({ reference: 'constructor', refund: 're-1' }), about)
      .thenRefused('NoSuchPayback'))
})

describe('a dispute', () => {
  const disputed = PaymentDisputed({ ...payment, reason: 'never arrived' })

  it('concerns money that was taken, and ends once', () => {
    const open = OpenDispute({ reason: 'never arrived' })
    scenario(Payment).given(requested, authorised).when(open, about).thenRefused('NotPossibleNow')
    scenario(Payment)
      .given(...taken)
      .when(open, about)
      .then(disputed)
    scenario(Payment)
      .given(...taken, disputed)
      .when(open, about)
      .thenRefused('NotPossibleNow')
    const won = DisputeClosed({ ...payment, outcome: 'won' })
    scenario(Payment)
      .given(...taken, disputed)
      .when(CloseDispute({ outcome: 'won' }), about)
      .then(won)
    scenario(Payment)
      .given(...taken, disputed, won)
      .when(CloseDispute({ outcome: 'lost' }), about)
      .thenRefused('NotPossibleNow')
  })

  it('that is lost pays back what is left', () =>
    scenario(Payment)
      .given(...taken, disputed, back('R1', '5.30'))
      .when(CloseDispute({ outcome: 'lost' }), about)
      .then(
        DisputeClosed({ ...payment, outcome: 'lost' }),
        back('536365-dispute', '10.00', 'the dispute was lost'),
      ))
})
