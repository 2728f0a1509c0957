import { become, cancel, done, processManager, send, wake } from '@watertight/domain'
import { dayAfter } from '../../rates/index.ts'
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
import { NoticeSent, WriteNotice } from './language.ts'
import { ruleOn } from './notice-rules.ts'
import { noticeSettings } from './settings.ts'

const byApplication = ({ application }: { readonly application: string }) => application

/** One cause has one notice of a kind: asked again, it is the same one. */
const noticeId = (application: string, kind: string, cause: string) =>
  `${application}.${kind}${cause === '' ? '' : `.${cause.slice(0, 12)}`}`

type Action =
  | { readonly is: 'New' }
  | {
      readonly is: 'Waiting'
      readonly dueOn: string
      /** What tells of the latest decision, once it is asked for. */
      readonly notice?: string
    }
  | { readonly is: 'Told' }

const kindOf = {
  approved: 'approval',
  'counter-offered': 'counter-offer',
  declined: 'adverse-action',
} as const

const watch = (dueOn: string) => [
  wake('Warning', { at: startOf(dayAfter(dueOn, -noticeSettings.warnBefore)) }),
  wake('Escalation', { at: startOf(dayAfter(dueOn, -noticeSettings.escalateBefore)) }),
  wake('Missed', { at: startOf(dayAfter(dueOn, 1)) }),
]
const rest = [cancel('Warning'), cancel('Escalation'), cancel('Missed')] as const

/** Thirty days from the completed application to the notice of what was done with it: 12 CFR 1002.9(a)(1)(i). Nobody decides for want of time; what is late is shown and recorded. */
export const ActionClock = processManager('ActionClock', {
  hears: [CompletionNoted, DecisionNoted, StopNoted, WithdrawalNoted, NoticeSent],
  sends: [WriteNotice, WarnOfDeadline, RecordMissedDeadline],
  alarms: ['Warning', 'Escalation', 'Missed'],
  initial: (): Action => ({ is: 'New' }),
  instance: { NoticeSent: byApplication },
}).on({
  events: {
    CompletionNoted: ({ noticeDueOn: dueOn }, { is }) =>
      is === 'New' ? [become({ is: 'Waiting', dueOn }), ...watch(dueOn)] : [],
    DecisionNoted: (decision, state, { id }) => {
      const { outcome, reasons, offer, hash, completedOn, noticeDueOn: dueOn } = decision
      const begin = state.is === 'New' ? watch(dueOn) : []
      // a person looks at it: there is no decision yet, and the clock runs
      if (outcome === 'referred')
        return state.is === 'New' ? [become({ is: 'Waiting', dueOn }), ...begin] : []
      const kind = kindOf[outcome]
      const notice = noticeId(id, kind, hash)
      return [
        // who was told in time and is told otherwise later has been told in time
        ...(state.is === 'Told' ? [] : [become({ is: 'Waiting' as const, dueOn, notice })]),
        ...begin,
        send(
          notice,
          WriteNotice({
            ...{ application: id, kind, offer: offer?.loanAmount ?? null },
            ...{ reasons: kind === 'approval' ? [] : reasons, missing: [], answerBy: null },
            ...{ decisionHash: hash, ...ruleOn('action-taken', completedOn) },
          }),
        ),
      ]
    },
    // nothing was decided; within the same days the applicant is told so
    StopNoted: ({ completedOn, noticeDueOn: dueOn }, state, { id }) => {
      const notice = noticeId(id, 'not-permitted', '')
      return [
        become({ is: 'Waiting' as const, dueOn, notice }),
        ...(state.is === 'New' ? watch(dueOn) : []),
        send(
          notice,
          WriteNotice({
            ...{ application: id, kind: 'not-permitted', reasons: [], offer: null },
            ...{ missing: [], answerBy: null, decisionHash: null },
            ...ruleOn('action-taken', completedOn),
          }),
        ),
      ]
    },
    WithdrawalNoted: () => done(),
    NoticeSent: ({ notice, application, isLate }, state) =>
      state.is === 'Waiting' && state.notice === notice
        ? [
            ...[become({ is: 'Told' as const }), ...rest],
            ...(isLate ? missed(application, 'action-taken', state) : []),
          ]
        : [],
  },
  alarms: {
    Warning: (state, { id }) => near(state, id, 'warning'),
    Escalation: (state, { id }) => near(state, id, 'escalation'),
    Missed: (state, { id }) => (state.is === 'Waiting' ? missed(id, 'action-taken', state) : []),
  },
})

type Duty = 'action-taken' | 'incompleteness' | 'counter-offer'

/** Recorded when the day is over, or when what was sent is late: once, whichever comes first. */
const missed = (id: string, duty: Duty, { dueOn }: { readonly dueOn: string }) => [
  send(id, RecordMissedDeadline({ duty, dueOn })),
]

const near = (state: Action, id: string, stage: 'warning' | 'escalation') =>
  state.is === 'Waiting'
    ? send(id, WarnOfDeadline({ duty: 'action-taken', stage, dueOn: state.dueOn }))
    : []

type Asking = { readonly is: 'New' | 'Asked' } | { readonly is: 'Waiting'; readonly dueOn: string }

/** Thirty days from the receipt of an application to the notice of what it lacks, unless it is completed or decided about before: 12 CFR 1002.9(a)(1)(ii), (c). */
export const IncompletenessClock = processManager('IncompletenessClock', {
  hears: [
    ...[ReceiptNoted, AskingNoted, CompletionNoted, ClosingNoted, WithdrawalNoted],
    ...[DecisionNoted, NoticeSent],
  ],
  sends: [WriteNotice, WarnOfDeadline, RecordMissedDeadline],
  alarms: ['Warning', 'Missed'],
  initial: (): Asking => ({ is: 'New' }),
  instance: { NoticeSent: byApplication },
}).on({
  events: {
    ReceiptNoted: ({ noticeDueOn: dueOn }, { is }) =>
      is === 'New'
        ? [
            become({ is: 'Waiting', dueOn }),
            wake('Warning', { at: startOf(dayAfter(dueOn, -noticeSettings.warnBefore)) }),
            wake('Missed', { at: startOf(dayAfter(dueOn, 1)) }),
          ]
        : [],
    AskingNoted: ({ missing, askedOn, answerBy, receivedOn }, _, { id }) =>
      send(
        noticeId(id, 'incompleteness', askedOn),
        WriteNotice({
          ...{ application: id, kind: 'incompleteness', reasons: [], offer: null },
          ...{ missing, answerBy, decisionHash: null },
          ...ruleOn('incompleteness', receivedOn),
        }),
      ),
    NoticeSent: ({ kind, application, isLate }, state) =>
      kind === 'incompleteness' && state.is === 'Waiting'
        ? [
            ...[become({ is: 'Asked' as const }), cancel('Warning'), cancel('Missed')],
            ...(isLate ? missed(application, 'incompleteness', state) : []),
          ]
        : [],
    CompletionNoted: () => done(),
    ClosingNoted: () => done(),
    WithdrawalNoted: () => done(),
    DecisionNoted: () => done(),
  },
  alarms: {
    Warning: (state, { id }) =>
      state.is === 'Waiting'
        ? send(id, WarnOfDeadline({ duty: 'incompleteness', stage: 'warning', dueOn: state.dueOn }))
        : [],
    Missed: (state, { id }) => (state.is === 'Waiting' ? missed(id, 'incompleteness', state) : []),
  },
})

type Open = { readonly is: 'New' } | { readonly is: 'Open' | 'Lapsed'; readonly notifiedOn: string }

/** A counter-offer that is not taken up ends with a notice of adverse action, within ninety days of the day it was told: 12 CFR 1002.9(a)(1)(iv). */
export const CounterOfferClock = processManager('CounterOfferClock', {
  hears: [NoticeSent, LoanNoted, WithdrawalNoted, DecisionNoted, CounterOfferLapsed],
  sends: [LapseCounterOffer, WriteNotice, RecordMissedDeadline],
  alarms: ['Lapse', 'Missed'],
  initial: (): Open => ({ is: 'New' }),
  instance: { NoticeSent: byApplication },
}).on({
  events: {
    NoticeSent: ({ kind, application, postedOn, isLate, dueOn }, { is }) => {
      if (kind === 'counter-offer')
        return [
          become({ is: 'Open' as const, notifiedOn: postedOn }),
          wake('Lapse', {
            at: startOf(dayAfter(postedOn, noticeSettings.counterOfferLapsesAfter)),
          }),
          wake('Missed', {
            at: startOf(dayAfter(ruleOn('counter-offer', postedOn).dueOn, 1)),
          }),
        ]
      if (kind !== 'adverse-action' || is !== 'Lapsed') return []
      return [...(isLate ? missed(application, 'counter-offer', { dueOn }) : []), done()]
    },
    LoanNoted: () => done(),
    WithdrawalNoted: () => done(),
    // people decided otherwise: that has a notice of its own
    DecisionNoted: (_, { is }) => (is === 'Open' ? done() : []),
    CounterOfferLapsed: ({ reasons, hash }, state, { id }) =>
      state.is === 'New'
        ? []
        : [
            become({ is: 'Lapsed' as const, notifiedOn: state.notifiedOn }),
            send(
              noticeId(id, 'adverse-action', hash),
              WriteNotice({
                ...{ application: id, kind: 'adverse-action', reasons, offer: null },
                ...{ missing: [], answerBy: null, decisionHash: hash },
                ...ruleOn('counter-offer', state.notifiedOn),
              }),
            ),
          ],
  },
  alarms: {
    Lapse: (state, { id }) =>
      state.is === 'New'
        ? []
        : send(id, LapseCounterOffer({ dueOn: ruleOn('counter-offer', state.notifiedOn).dueOn })),
    Missed: (state, { id }) =>
      state.is === 'New'
        ? []
        : missed(id, 'counter-offer', ruleOn('counter-offer', state.notifiedOn)),
  },
})

/** An approval that nobody takes up is an action taken as well: approved, not accepted. */
export const ApprovalClock = processManager('ApprovalClock', {
  hears: [DecisionNoted, LoanNoted, WithdrawalNoted],
  sends: [LapseApproval],
  alarms: ['Lapse'],
  initial: () => ({ is: 'Running' }) as const,
}).on({
  events: {
    DecisionNoted: ({ outcome, decidedOn }) =>
      outcome === 'approved'
        ? wake('Lapse', { at: startOf(dayAfter(decidedOn, noticeSettings.approvalLapsesAfter)) })
        : cancel('Lapse'),
    LoanNoted: () => done(),
    WithdrawalNoted: () => done(),
  },
  alarms: { Lapse: (_, { id }) => [send(id, LapseApproval({})), done()] },
})
