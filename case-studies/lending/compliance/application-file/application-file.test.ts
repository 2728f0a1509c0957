import { scenario } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { ApplicationFile } from './application-file.ts'
import { decisionHash } from './decision-hash.ts'
import {
  ActionTaken,
  AskingNoted,
  ClosingNoted,
  CompletionNoted,
  CounterOfferLapsed,
  DeadlineMissed,
  DecisionNoted,
  LapseApproval,
  LapseCounterOffer,
  LoanNoted,
  NoteAsking,
  NoteClosing,
  NoteCompletion,
  NoteDecision,
  NoteLoan,
  NoteOutcome,
  NoteReceipt,
  NoteStop,
  NoteWithdrawal,
  ReceiptNoted,
  RecordMissedDeadline,
  StopNoted,
  WithdrawalNoted,
} from './language.ts'

const application = 'app-7'
const about = { id: application, now: new Date('2026-06-01T00:00:00Z') }
const asked = {
  ...{ product: 'purchase' as const, lien: 'first' as const, termMonths: 360 },
  loanAmount: { amount: '200000.00', currency: 'USD' },
  propertyValue: { amount: '250000.00', currency: 'USD' },
  monthlyIncome: { amount: '9000.00', currency: 'USD' },
  ...{ ratePercent: '6.5', apr: '6.62', apor: '6.1' },
}
const receipt = { receivedOn: '2026-03-01', loan: asked }
const received = ReceiptNoted({ application, ...receipt, noticeDueOn: '2026-03-31' })
const completed = CompletionNoted({
  ...{ application, completedOn: '2026-03-02', loan: asked, noticeDueOn: '2026-04-01' },
})
const reasons = [{ code: 'bankruptcy', text: 'Bankruptcy', hmda: 3 }]
type Outcome = 'approved' | 'counter-offered' | 'declined' | 'referred'
const decision = (outcome: Outcome) => ({
  ...{ outcome, completedOn: '2026-03-02', decidedOn: '2026-03-05' },
  reasons: outcome === 'approved' || outcome === 'referred' ? [] : reasons,
  offer: outcome === 'counter-offered' ? { loanAmount: '150000.00' } : null,
  policy: { key: 'home-loans', version: '2026', hash: 'h' },
})
const decided = (outcome: Outcome) => {
  const hash = decisionHash(decision(outcome))
  return DecisionNoted({ application, ...decision(outcome), hash, noticeDueOn: '2026-04-01' })
}
type Action = 1 | 2 | 3 | 4 | 5
const action = (code: Action, takenOn: string, why: typeof reasons = []) =>
  ActionTaken({ application, action: code, takenOn, reasons: why })
const file = () => scenario(ApplicationFile)
const withdrawn = WithdrawalNoted({ application, withdrawnOn: '2026-03-20' })
const withdraw = NoteWithdrawal({ withdrawnOn: '2026-03-20' })
const loan = {
  ...{ consummatedOn: '2026-04-20', ratePercent: '6.5', termMonths: 360 },
  amount: { amount: '200000.00', currency: 'USD' },
}

describe('an application that the law permits no credit', () => {
  const stop = NoteStop({ stoppedOn: '2026-03-06' })
  const stopped = StopNoted({
    ...{ application, stoppedOn: '2026-03-06', completedOn: '2026-03-02' },
    noticeDueOn: '2026-04-01',
  })
  const reason = { code: 'credit-not-permitted', text: 'Credit is not permitted by law', hmda: 9 }

  it('ends once, without a decision, and is in the register as denied for another reason', () => {
    file()
      .given(received, completed)
      .when(stop, about)
      .then(stopped, action(3, '2026-03-06', [reason]))
    file()
      .given(received, completed, stopped, action(3, '2026-03-06', [reason]))
      .when(stop, about)
      .then()
    file().given(received, completed, withdrawn).when(stop, about).then()
  })

  it('is refused where it cannot be: before it was complete, or of nobody', () => {
    file().given(received).when(stop, about).thenRefused('CompletionUnknown')
    file()
      .given(received, completed)
      .when(NoteStop({ stoppedOn: '2026-03-01' }), about)
      .thenRefused('DatesOutOfOrder')
  })
})

describe('what is told', () => {
  it('is noted once, in any order', () => {
    file().given().when(NoteReceipt(receipt), about).then(received)
    file().given(received).when(NoteReceipt(receipt), about).then()
    file()
      .given()
      .when(NoteCompletion({ completedOn: '2026-03-02', loan: asked }), about)
      .then(completed)
    file()
      .given(completed)
      .when(NoteCompletion({ completedOn: '2026-03-02', loan: asked }), about)
      .then()
    file().given(decided('approved')).when(NoteReceipt(receipt), about).then(received)
  })

  it('of what is missing is noted with the receipt that selects the rule', () => {
    const asking = { missing: ['reserves'], askedOn: '2026-03-02', answerBy: '2026-03-20' }
    file()
      .given(received)
      .when(NoteAsking(asking), about)
      .then(AskingNoted({ application, receivedOn: '2026-03-01', ...asking }))
    file().given(received, completed).when(NoteAsking(asking), about).then()
    file().given().when(NoteAsking(asking), about).thenRefused('ReceiptUnknown')
    file()
      .given(received)
      .when(NoteAsking({ ...asking, answerBy: '2026-03-01' }), about)
      .thenRefused('DatesOutOfOrder')
  })

  it.each([
    ['AmountNegative', { monthlyIncome: { amount: '-1.00', currency: 'USD' } }],
    ['CurrenciesMixed', { monthlyIncome: { amount: '1.00', currency: 'EUR' } }],
    [
      'CurrencyNotDollar',
      {
        ...{ monthlyIncome: null, propertyValue: null },
        loanAmount: { amount: '1.00', currency: 'EUR' },
      },
    ],
  ] as const)('is refused as %s', (code, wrong) =>
    file()
      .given()
      .when(NoteReceipt({ ...receipt, loan: { ...asked, ...wrong } }), about)
      .thenRefused(code),
  )

  it('that cannot be right is refused', () => {
    file()
      .given(received)
      .when(NoteCompletion({ completedOn: '2026-02-28', loan: asked }), about)
      .thenRefused('DatesOutOfOrder')
    file()
      .given(received)
      .when(NoteWithdrawal({ withdrawnOn: '2026-02-28' }), about)
      .thenRefused('DatesOutOfOrder')
    file()
      .given(
        CompletionNoted({
          ...{ application, completedOn: '2026-02-01', loan: asked, noticeDueOn: '2026-03-03' },
        }),
      )
      .when(NoteReceipt(receipt), about)
      .thenRefused('DatesOutOfOrder')
    file()
      .given()
      .when(NoteReceipt({ ...receipt, receivedOn: '2009-01-01' }), about)
      .thenRefused('RuleUnknown')
    file()
      .given()
      .when(NoteOutcome({ outcome: 'approved', reasons: [], decidedOn: '2026-03-06' }), about)
      .thenRefused('DecisionUnknown')
  })
})

it('a missed deadline is recorded once for each duty', () => {
  const late = { duty: 'action-taken', dueOn: '2026-04-01' } as const
  const missed = DeadlineMissed({ application, ...late })
  file().given().when(RecordMissedDeadline(late), about).then(missed)
  file().given(missed).when(RecordMissedDeadline(late), about).then()
})

describe('how an application ends', () => {
  it('declined: denied for its reasons, at once', () =>
    file()
      .given(completed)
      .when(NoteDecision(decision('declined')), about)
      .then(decided('declined'), action(3, '2026-03-05', reasons)))

  it('referred or approved: not yet', () => {
    file()
      .given()
      .when(NoteDecision(decision('referred')), about)
      .then(decided('referred'))
    file()
      .given()
      .when(NoteDecision(decision('approved')), about)
      .then(decided('approved'))
  })

  it('as two people decide, on the policy and the day of the decision they settle', () => {
    const settled = { ...decision('declined'), decidedOn: '2026-03-08' }
    file()
      .given(decided('referred'))
      .when(NoteOutcome({ outcome: 'declined', reasons, decidedOn: '2026-03-08' }), about)
      .then(
        DecisionNoted({
          ...{ application, ...settled, hash: decisionHash(settled), noticeDueOn: '2026-04-01' },
        }),
        action(3, '2026-03-08', reasons),
      )
  })

  it('withdrawn: so, or not accepted where something was offered', () => {
    file().given(completed).when(withdraw, about).then(withdrawn, action(4, '2026-03-20'))
    file().given(decided('approved')).when(withdraw, about).then(withdrawn, action(2, '2026-03-20'))
    file()
      .given(decided('counter-offered'))
      .when(withdraw, about)
      .then(withdrawn, action(3, '2026-03-20', reasons))
    file()
      .given(decided('declined'), action(3, '2026-03-05', reasons))
      .when(withdraw, about)
      .then(withdrawn)
    file()
      .given(withdrawn)
      .when(NoteDecision(decision('declined')), about)
      .then()
  })

  it('originated, once', () => {
    const noted = LoanNoted({ application, ...loan })
    file()
      .given(decided('approved'))
      .when(NoteLoan(loan), about)
      .then(noted, action(1, '2026-04-20'))
    file().given(noted).when(NoteLoan(loan), about).then()
  })

  it('with a counter-offer or an approval that lapsed, unless there is a loan', () => {
    const lapse = LapseCounterOffer({ dueOn: '2026-06-08' })
    const { hash } = decided('counter-offered').data
    file()
      .given(decided('counter-offered'))
      .when(lapse, about)
      .then(
        CounterOfferLapsed({
          ...{ application, reasons, hash, completedOn: '2026-03-02', dueOn: '2026-06-08' },
        }),
        action(3, '2026-06-01', reasons),
      )
    file()
      .given(decided('counter-offered'), LoanNoted({ application, ...loan }))
      .when(lapse, about)
      .then()
    file().given(decided('approved')).when(LapseApproval({}), about).then(action(2, '2026-06-01'))
    file()
      .given(decided('approved'), LoanNoted({ application, ...loan }))
      .when(LapseApproval({}), about)
      .then()
  })

  it('closed for incompleteness, unless it ended before', () => {
    const close = NoteClosing({ closedOn: '2026-04-10' })
    const closed = ClosingNoted({ application, closedOn: '2026-04-10' })
    file().given(received).when(close, about).then(closed, action(5, '2026-04-10'))
    file().given(received, withdrawn, action(4, '2026-03-20')).when(close, about).then()
  })
})

it('one changed word of a decision is another hash', () => {
  const one = decisionHash(decision('declined'))
  const reworded = [{ code: 'bankruptcy', text: 'Bankruptcy.', hmda: 3 }]
  const others = [
    decisionHash({ ...decision('declined'), reasons: reworded }),
    decisionHash({ ...decision('declined'), completedOn: '2026-03-03' }),
    decisionHash(decision('counter-offered')),
  ]
  expect(new Set([one, ...others]).size).toBe(4)
})
