import { become, cancel, done, scenario, send, wake } from '@watertight/domain'
import { describe, it } from 'vitest'
import {
  AskingNoted,
  ClosingNoted,
  CompletionNoted,
  CounterOfferLapsed,
  DecisionNoted,
  LapseApproval,
  LapseCounterOffer,
  LoanNoted,
  ReceiptNoted,
  RecordMissedDeadline,
  StopNoted,
  WarnOfDeadline,
  WithdrawalNoted,
} from '../application-file/language.ts'
import { startOf } from '../day-of.ts'
import { ActionClock, ApprovalClock, CounterOfferClock, IncompletenessClock } from './clocks.ts'
import { NoticeSent, WriteNotice } from './language.ts'
import { ruleOn } from './notice-rules.ts'

const about = { id: 'app-7' }
const application = 'app-7'
const at = (day: string) => ({ at: startOf(day) })
const loan = {
  ...{ product: 'purchase' as const, lien: null, loanAmount: null, termMonths: null, apr: null },
  ...{ propertyValue: null, monthlyIncome: null, ratePercent: null, apor: null },
}
const completed = CompletionNoted({
  ...{ application, loan, completedOn: '2026-03-02', noticeDueOn: '2026-04-01' },
})
const reasons = [{ code: 'bankruptcy', text: 'Bankruptcy', hmda: 3 }]
const decided = (outcome: 'approved' | 'counter-offered' | 'declined' | 'referred') =>
  DecisionNoted({
    ...{ application, outcome, reasons, completedOn: '2026-03-02', decidedOn: '2026-03-05' },
    offer: outcome === 'counter-offered' ? { loanAmount: '150000.00' } : null,
    policy: { key: 'home-loans', version: '2026', hash: 'h' },
    ...{ hash: 'abcdef0123456789', noticeDueOn: '2026-04-01' },
  })
const declineNotice = WriteNotice({
  ...{ application, kind: 'adverse-action', reasons, offer: null, missing: [], answerBy: null },
  ...{ decisionHash: 'abcdef0123456789', ...ruleOn('action-taken', '2026-03-02') },
})
const noticeOf = (kind: string) => `app-7.${kind}.abcdef012345`
const sent = (kind: 'counter-offer' | 'adverse-action' | 'incompleteness', answerBy?: string) =>
  NoticeSent({
    notice: kind === 'incompleteness' ? 'app-7.incompleteness' : noticeOf(kind),
    ...{ application, kind, letter: 'l-1', postedOn: '2026-03-10', dueOn: '2026-04-01' },
    ...{ answerBy: answerBy ?? null, isLate: false },
  })
const watching = [
  wake('Warning', at('2026-03-22')),
  wake('Escalation', at('2026-03-27')),
  wake('Missed', at('2026-04-02')),
]

describe('thirty days from the completed application', () => {
  it('are watched from its completion, whatever is not decided', () => {
    scenario(ActionClock)
      .given()
      .when(completed, about)
      .then(become({ is: 'Waiting', dueOn: '2026-04-01' }), ...watching)
    scenario(ActionClock).given(completed).when(decided('referred'), about).then()
    scenario(ActionClock)
      .given(completed)
      .when({ rings: 'Warning' }, about)
      .then(
        send(
          'app-7',
          WarnOfDeadline({ duty: 'action-taken', stage: 'warning', dueOn: '2026-04-01' }),
        ),
      )
    scenario(ActionClock)
      .given(completed)
      .when({ rings: 'Missed' }, about)
      .then(send('app-7', RecordMissedDeadline({ duty: 'action-taken', dueOn: '2026-04-01' })))
  })

  it('end with the notice of the decision, or with a withdrawal', () => {
    const notice = noticeOf('adverse-action')
    scenario(ActionClock)
      .given(completed)
      .when(decided('declined'), about)
      .then(become({ is: 'Waiting', dueOn: '2026-04-01', notice }), send(notice, declineNotice))
    scenario(ActionClock)
      .given(completed, decided('declined'))
      .when(sent('adverse-action'), about)
      .then(become({ is: 'Told' }), cancel('Warning'), cancel('Escalation'), cancel('Missed'))
    scenario(ActionClock)
      .given(completed)
      .when(WithdrawalNoted({ application, withdrawnOn: '2026-03-04' }), about)
      .then(done())
  })

  it('end with a notice that tells of no decision, where the law permits none', () => {
    const notice = 'app-7.not-permitted'
    const stopped = StopNoted({
      ...{ application, stoppedOn: '2026-03-06', completedOn: '2026-03-02' },
      noticeDueOn: '2026-04-01',
    })
    const told = WriteNotice({
      ...{ application, kind: 'not-permitted', reasons: [], offer: null, missing: [] },
      ...{ answerBy: null, decisionHash: null, ...ruleOn('action-taken', '2026-03-02') },
    })
    scenario(ActionClock)
      .given(completed)
      .when(stopped, about)
      .then(become({ is: 'Waiting', dueOn: '2026-04-01', notice }), send(notice, told))
    scenario(ActionClock)
      .given(completed, stopped)
      .when(
        NoticeSent({
          ...{ notice, application, kind: 'not-permitted', letter: 'l-1', isLate: false },
          ...{ postedOn: '2026-03-10', dueOn: '2026-04-01', answerBy: null },
        }),
        about,
      )
      .then(become({ is: 'Told' }), cancel('Warning'), cancel('Escalation'), cancel('Missed'))
  })

  it('that were not enough are recorded with what was sent late, if not before', () =>
    scenario(ActionClock)
      .given(completed, decided('declined'))
      .when(
        NoticeSent({
          ...{ notice: noticeOf('adverse-action'), application, kind: 'adverse-action' },
          ...{ letter: 'l-1', postedOn: '2026-04-02', dueOn: '2026-04-01', answerBy: null },
          isLate: true,
        }),
        about,
      )
      .then(
        ...[become({ is: 'Told' }), cancel('Warning'), cancel('Escalation'), cancel('Missed')],
        send('app-7', RecordMissedDeadline({ duty: 'action-taken', dueOn: '2026-04-01' })),
      ))

  it('run on while another notice was sent than that of the latest decision', () =>
    scenario(ActionClock)
      .given(completed, decided('declined'))
      .when(sent('incompleteness'), about)
      .then())

  it('begin with a decision that is heard of before its application', () => {
    const notice = noticeOf('adverse-action')
    scenario(ActionClock)
      .given()
      .when(decided('declined'), about)
      .then(
        become({ is: 'Waiting', dueOn: '2026-04-01', notice }),
        ...watching,
        send(notice, declineNotice),
      )
    scenario(ActionClock).given(decided('declined')).when(completed, about).then()
  })
})

describe('an application that lacks something', () => {
  const received = ReceiptNoted({
    ...{ application, loan, receivedOn: '2026-03-01', noticeDueOn: '2026-03-31' },
  })
  const asked = AskingNoted({
    ...{ application, receivedOn: '2026-03-01', missing: ['reserves'] },
    ...{ askedOn: '2026-03-03', answerBy: '2026-03-23' },
  })

  it('is watched from its receipt', () => {
    scenario(IncompletenessClock)
      .given()
      .when(received, about)
      .then(
        become({ is: 'Waiting', dueOn: '2026-03-31' }),
        wake('Warning', at('2026-03-21')),
        wake('Missed', at('2026-04-01')),
      )
    const duty = { duty: 'incompleteness', dueOn: '2026-03-31' } as const
    scenario(IncompletenessClock)
      .given(received)
      .when({ rings: 'Warning' }, about)
      .then(send('app-7', WarnOfDeadline({ ...duty, stage: 'warning' })))
    scenario(IncompletenessClock)
      .given(received, asked)
      .when({ rings: 'Missed' }, about)
      .then(send('app-7', RecordMissedDeadline(duty)))
  })

  it('has a notice that names what is missing and by when it may come', () => {
    scenario(IncompletenessClock)
      .given(received)
      .when(asked, about)
      .then(
        send(
          'app-7.incompleteness.2026-03-03',
          WriteNotice({
            ...{ application, kind: 'incompleteness', reasons: [], offer: null },
            ...{ missing: ['reserves'], decisionHash: null, answerBy: '2026-03-23' },
            ...ruleOn('incompleteness', '2026-03-01'),
          }),
        ),
      )
    scenario(IncompletenessClock)
      .given(received, asked)
      .when(sent('incompleteness', '2026-03-23'), about)
      .then(become({ is: 'Asked' }), cancel('Warning'), cancel('Missed'))
  })

  it.each([
    completed,
    decided('declined'),
    WithdrawalNoted({ application, withdrawnOn: '2026-03-04' }),
    ClosingNoted({ application, closedOn: '2026-03-24' }),
  ])('is let alone after $type', (event) =>
    scenario(IncompletenessClock).given(received).when(event, about).then(done()),
  )
})

describe('a counter-offer', () => {
  const lapsed = CounterOfferLapsed({
    ...{ application, reasons, hash: 'abcdef0123456789', completedOn: '2026-03-02' },
    dueOn: '2026-06-08',
  })

  it('lapses after 75 days, and the notice of adverse action is due after ninety', () => {
    scenario(CounterOfferClock)
      .given()
      .when(sent('counter-offer'), about)
      .then(
        become({ is: 'Open', notifiedOn: '2026-03-10' }),
        wake('Lapse', at('2026-05-24')),
        wake('Missed', at('2026-06-09')),
      )
    scenario(CounterOfferClock)
      .given(sent('counter-offer'))
      .when({ rings: 'Lapse' }, about)
      .then(send('app-7', LapseCounterOffer({ dueOn: '2026-06-08' })))
    scenario(CounterOfferClock)
      .given(sent('counter-offer'))
      .when(lapsed, about)
      .then(
        become({ is: 'Lapsed', notifiedOn: '2026-03-10' }),
        send(
          noticeOf('adverse-action'),
          WriteNotice({
            ...{ application, kind: 'adverse-action', reasons, offer: null, missing: [] },
            ...{ answerBy: null, decisionHash: 'abcdef0123456789' },
            ...ruleOn('counter-offer', '2026-03-10'),
          }),
        ),
      )
    scenario(CounterOfferClock)
      .given(sent('counter-offer'), lapsed)
      .when(sent('adverse-action'), about)
      .then(done())
    scenario(CounterOfferClock)
      .given(sent('counter-offer'))
      .when({ rings: 'Missed' }, about)
      .then(send('app-7', RecordMissedDeadline({ duty: 'counter-offer', dueOn: '2026-06-08' })))
  })

  it('that is taken up is a loan', () =>
    scenario(CounterOfferClock)
      .given(sent('counter-offer'))
      .when(
        LoanNoted({
          ...{ application, consummatedOn: '2026-04-01', ratePercent: '6', termMonths: 360 },
          amount: { amount: '150000.00', currency: 'USD' },
        }),
        about,
      )
      .then(done()))
})

it('an approval that nobody takes up lapses', () => {
  scenario(ApprovalClock)
    .given()
    .when(decided('approved'), about)
    .then(wake('Lapse', at('2026-07-03')))
  scenario(ApprovalClock)
    .given(decided('approved'))
    .when({ rings: 'Lapse' }, about)
    .then(send('app-7', LapseApproval({})), done())
})
