import { aggregate, type DataOf, isRefusal, refuse } from '@watertight/domain'
import { dayAfter } from '../../rates/index.ts'
import { dayOf } from '../day-of.ts'
import { noticeRule } from '../notices/notice-rules.ts'
import { decisionHash } from './decision-hash.ts'
import {
  ActionTaken,
  CloseForIncompleteness,
  CompletionNoted,
  CounterOfferLapsed,
  DeadlineMissed,
  DeadlineNear,
  DecisionNoted,
  LapseApproval,
  LapseCounterOffer,
  LoanNoted,
  NoteCompletion,
  NoteDecision,
  NoteLoan,
  NoteOutcome,
  NoteReceipt,
  NoteWithdrawal,
  ReceiptNoted,
  RecordMissedDeadline,
  WarnOfDeadline,
  WithdrawalNoted,
} from './language.ts'

/** What is known of an application. Others tell it in any order: a decision may be heard of before its application. */
interface State {
  readonly is: 'Open'
  readonly receivedOn?: string
  readonly completedOn?: string
  readonly isWithdrawn?: true
  readonly decision?: DataOf<typeof DecisionNoted>
  readonly hasLoan?: true
  readonly action?: number
}

/** One application as compliance has to account for it: what became of it, and what is owed to the applicant until when. */
export const ApplicationFile = aggregate('ApplicationFile', {
  commands: [
    ...[NoteReceipt, NoteCompletion, NoteWithdrawal, NoteDecision, NoteOutcome, NoteLoan],
    ...[WarnOfDeadline, RecordMissedDeadline, LapseCounterOffer, LapseApproval],
    CloseForIncompleteness,
  ],
  events: [
    ...[ReceiptNoted, CompletionNoted, WithdrawalNoted, DecisionNoted, LoanNoted],
    ...[DeadlineNear, DeadlineMissed, CounterOfferLapsed, ActionTaken],
  ],
  initial: (): State => ({ is: 'Open' }),
})
  .decide({
    Open: {
      NoteReceipt: (receipt, { receivedOn, completedOn }, { id }) => {
        if (receivedOn !== undefined) return []
        const disorder = outOfOrder(receipt.receivedOn, completedOn)
        if (disorder) return disorder
        const due = dueOn('incompleteness', receipt.receivedOn)
        if (isRefusal(due)) return due
        return ReceiptNoted({ application: id, ...receipt, noticeDueOn: due.on })
      },
      NoteCompletion: ({ completedOn }, known, { id }) => {
        if (known.completedOn !== undefined) return []
        const disorder = outOfOrder(known.receivedOn, completedOn)
        if (disorder) return disorder
        const due = dueOn('action-taken', completedOn)
        if (isRefusal(due)) return due
        return CompletionNoted({ application: id, completedOn, noticeDueOn: due.on })
      },
      NoteWithdrawal: ({ withdrawnOn }, { receivedOn, isWithdrawn, decision, action }, { id }) => {
        if (isWithdrawn) return []
        const disorder = outOfOrder(receivedOn, withdrawnOn)
        if (disorder) return disorder
        const noted = WithdrawalNoted({ application: id, withdrawnOn })
        if (action !== undefined) return noted
        // who withdraws after an approval has not accepted it, and a counter-offer not taken is a denial
        const [code, reasons] =
          decision?.outcome === 'approved'
            ? ([2, []] as const)
            : decision?.outcome === 'counter-offered'
              ? ([3, decision.reasons] as const)
              : ([4, []] as const)
        return [noted, taken(id, code, withdrawnOn, reasons)]
      },
      NoteDecision: (decision, { isWithdrawn }, { id }) => (isWithdrawn ? [] : noted(id, decision)),
      NoteOutcome: (outcome, { decision, isWithdrawn }, { id }) => {
        if (decision === undefined)
          return refuse('DecisionUnknown', `${id} has no decision that people could settle`)
        if (isWithdrawn) return []
        const { policy, completedOn } = decision
        return noted(id, { ...outcome, offer: null, policy, completedOn })
      },
      NoteLoan: (loan, { hasLoan }, { id }) =>
        hasLoan
          ? []
          : [LoanNoted({ application: id, ...loan }), taken(id, 1, loan.consummatedOn, [])],
      WarnOfDeadline: (near, _, { id }) => DeadlineNear({ application: id, ...near }),
      RecordMissedDeadline: (missed, _, { id }) => DeadlineMissed({ application: id, ...missed }),
      LapseCounterOffer: ({ dueOn: by }, { decision, hasLoan, isWithdrawn }, { id, now }) => {
        if (decision?.outcome !== 'counter-offered' || hasLoan || isWithdrawn) return []
        const { reasons, hash, completedOn } = decision
        return [
          CounterOfferLapsed({ application: id, reasons, hash, completedOn, dueOn: by }),
          taken(id, 3, dayOf(now), reasons),
        ]
      },
      LapseApproval: (_, { decision, hasLoan, isWithdrawn }, { id, now }) =>
        decision?.outcome !== 'approved' || hasLoan || isWithdrawn
          ? []
          : taken(id, 2, dayOf(now), []),
      CloseForIncompleteness: (_, { completedOn, isWithdrawn, decision }, { id, now }) =>
        completedOn !== undefined || isWithdrawn || decision !== undefined
          ? []
          : taken(id, 5, dayOf(now), []),
    },
  })
  .evolve({
    ReceiptNoted: (state, { receivedOn }) => ({ ...state, receivedOn }),
    CompletionNoted: (state, { completedOn }) => ({ ...state, completedOn }),
    WithdrawalNoted: (state) => ({ ...state, isWithdrawn: true }),
    DecisionNoted: (state, decision) => ({ ...state, decision }),
    LoanNoted: (state) => ({ ...state, hasLoan: true }),
    DeadlineNear: (state) => state,
    DeadlineMissed: (state) => state,
    CounterOfferLapsed: (state) => state,
    ActionTaken: (state, { action }) => ({ ...state, action }),
  })

type Decided = Omit<DataOf<typeof DecisionNoted>, 'application' | 'hash' | 'noticeDueOn'>

function noted(application: string, decision: Decided) {
  const due = dueOn('action-taken', decision.completedOn)
  if (isRefusal(due)) return due
  const hash = decisionHash(decision)
  const event = DecisionNoted({ application, ...decision, hash, noticeDueOn: due.on })
  const { outcome, decidedOn, reasons } = decision
  return outcome === 'declined' ? [event, taken(application, 3, decidedOn, reasons)] : event
}

/** The day a notice is due, or why none can be said. */
function dueOn(rule: 'action-taken' | 'incompleteness', day: string) {
  const found = noticeRule(rule, day)
  return isRefusal(found) ? found : { on: dayAfter(day, found.days) }
}

const taken = (
  application: string,
  action: DataOf<typeof ActionTaken>['action'],
  takenOn: string,
  reasons: DataOf<typeof ActionTaken>['reasons'] | readonly never[],
) => ActionTaken({ application, action, takenOn, reasons: [...reasons] })

const outOfOrder = (first: string | undefined, second: string | undefined) =>
  first !== undefined && second !== undefined && second < first
    ? refuse('DatesOutOfOrder', `${second} is before ${first}, when the application was received`)
    : undefined
