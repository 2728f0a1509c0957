import { type DataOf, scenario } from '@watertight/domain'
import { describe, it } from 'vitest'
import {
  CallOffPayment,
  CaptureFailed,
  CapturePayment,
  CaptureRequested,
  CloseDispute,
  CreditPayment,
  DisputeClosed,
  OpenDispute,
  PaidBack,
  PayBack,
  PaybackDeferred,
  type PaybackKind,
  PaybackNotOwed,
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
import { SettlementsDue } from './read-models.ts'

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
const back = (reference: string, part: string, kind: PaybackKind, why = reason) =>
  PaybackRequested({ ...payment, reference, kind, amount: gbp(part), reason: why })
const payBack = (reference: string, part: string): DataOf<typeof PayBack> => ({
  ...{ reference, amount: gbp(part), reason },
})

const r1 = '536365/return/R1'
const c1 = '536365/credit-note/C1'

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
      .then(captured, back('536365-called-off', '15.30', 'called off'))
  })

  it('after it was taken is paid back, less what was paid back before', () => {
    scenario(Payment)
      .given(...taken)
      .when(callOff, about)
      .then(calledOff, back('536365-called-off', '15.30', 'called off'))
    scenario(Payment)
      .given(...taken, back(r1, '5.10', 'return'))
      .when(callOff, about)
      .then(calledOff, back('536365-called-off', '10.20', 'called off'))
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
      .then(back(r1, '5.10', 'return'))
    scenario(Payment)
      .given(...taken, back(r1, '5.10', 'return'))
      .when(RecordPayback({ reference: r1, refund: 're-1' }), about)
      .then(
        PaidBack({
          ...{ ...payment, reference: r1, kind: 'return', amount: gbp('5.10'), refund: 're-1' },
        }),
      )
    scenario(Payment)
      .given(...taken, back(r1, '5.10', 'return'))
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
      .given(...taken, disputed, back(r1, '5.30', 'return'))
      .when(CloseDispute({ outcome: 'lost' }), about)
      .then(
        DisputeClosed({ ...payment, outcome: 'lost' }),
        back('536365-dispute', '10.00', 'dispute', 'the dispute was lost'),
      ))
})

describe('a credit note', () => {
  const credit = (part: string) =>
    CreditPayment({ batch: 'january', creditNote: 'C1', amount: gbp(part) })
  const credited = (part: string) =>
    PaybackRequested({
      ...{ ...payment, batch: 'january', reference: c1, kind: 'credit note', amount: gbp(part) },
      reason: 'credit note C1',
    })
  const deferred = PaybackDeferred({
    ...{ ...payment, batch: 'january', creditNote: 'C1', amount: gbp('5.10') },
  })
  const notOwed = (part: string, why: string) =>
    PaybackNotOwed({
      ...{ ...payment, batch: 'january', creditNote: 'C1', amount: gbp(part), reason: why },
    })

  it('is paid back once, however often it is heard', () => {
    scenario(Payment)
      .given(...taken)
      .when(credit('5.10'), about)
      .then(credited('5.10'))
    scenario(Payment)
      .given(...taken, credited('5.10'))
      .when(credit('5.10'), about)
      .then()
    scenario(Payment)
      .given(...taken.slice(0, 2), deferred)
      .when(credit('5.10'), about)
      .then()
  })

  it('waits until the money is taken', () => {
    for (const until of [taken.slice(0, 1), taken.slice(0, 2), taken.slice(0, 3)])
      scenario(Payment)
        .given(...until)
        .when(credit('5.10'), about)
        .then(deferred)
    scenario(Payment)
      .given(requested, deferred, authorised, capturing)
      .when(capture, about)
      .then(captured, credited('5.10'))
  })

  it('is not owed where the money is never taken', () => {
    scenario(Payment)
      .given(requested, deferred)
      .when(decline, about)
      .then(
        PaymentDeclined({ ...payment, reason: 'over the limit' }),
        notOwed('5.10', 'over the limit'),
      )
    scenario(Payment)
      .given(requested, deferred, authorised, calledOff, letGo)
      .when(RecordVoid({}), about)
      .then(PaymentVoided(payment), notOwed('5.10', 'the payment was let go'))
    scenario(Payment)
      .given(requested, authorised, capturing, deferred)
      .when(RecordCaptureFailure({ reason: 'expired' }), about)
      .then(CaptureFailed({ ...payment, reason: 'expired' }), notOwed('5.10', 'expired'))
    scenario(Payment)
      .given(requested, authorised, calledOff, letGo, PaymentVoided(payment))
      .when(credit('5.10'), about)
      .then(notOwed('5.10', 'nothing was taken for order 536365'))
  })

  it('is not paid back beside all of it, whichever comes first', () => {
    scenario(Payment)
      .given(...taken, credited('5.10'))
      .when(callOff, about)
      .then(calledOff, back('536365-called-off', '10.20', 'called off'))
    scenario(Payment)
      .given(requested, authorised, capturing, deferred, calledOff)
      .when(capture, about)
      .then(
        ...[captured, back('536365-called-off', '15.30', 'called off'), notOwed('5.10', reason)],
      )
    scenario(Payment)
      .given(...taken, back(r1, '12.00', 'return'))
      .when(credit('5.10'), about)
      .then(credited('3.30'), notOwed('1.80', 'it was paid back before'))
  })
})

it('two orders may have a return of one number: each is paid back under a reference of its own', () => {
  const due = (number: string) =>
    PaybackRequested({
      ...{ ...payment, order: number, reference: `${number}/return/R1`, kind: 'return' },
      ...{ amount: gbp('5.10'), reason },
    })
  const row = (number: string, since: number) => ({
    ...{ kind: 'payback', order: number, batch: 'december', pence: 510, since },
    reference: `${number}/return/R1`,
  })
  for (const number of ['1', '2'])
    scenario(Payment)
      .given(PaymentCaptured({ ...payment, order: number, charge: 'ch-1' }))
      .when(PayBack(payBack('R1', '5.10')), { id: number })
      .then(due(number))
  scenario(SettlementsDue).given(due('1'), due('2')).then(row('1', 1), row('2', 2))
})
