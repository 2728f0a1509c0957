import { aggregate, type DataOf, isRefusal, refuse } from '@watertight/domain'
import { dayAfter } from '../../rates/index.ts'
import { dayOf } from '../day-of.ts'
import { noticeRule } from '../notices/notice-rules.ts'
import type { AskedLoan } from '../words.ts'
import { decisionHash } from './decision-hash.ts'
import {
  ActionTaken,
  AskingNoted,
  ClosingNoted,
  CompletionNoted,
  CounterOfferLapsed,
  DeadlineMissed,
  DeadlineNear,
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
  /** Duties whose day went by. */
  readonly missed?: readonly string[]
}

/** One application as compliance has to account for it: what became of it, and what is owed to the applicant until when. */
export const ApplicationFile = aggregate('ApplicationFile', {
  commands: [
    ...[NoteReceipt, NoteAsking, NoteCompletion, NoteClosing, NoteWithdrawal, NoteStop],
    ...[NoteDecision, NoteOutcome, NoteLoan],
    ...[WarnOfDeadline, RecordMissedDeadline, LapseCounterOffer, LapseApproval],
  ],
  events: [
    ...[ReceiptNoted, AskingNoted, CompletionNoted, ClosingNoted, WithdrawalNoted, StopNoted],
    ...[DecisionNoted, LoanNoted],
    ...[DeadlineNear, DeadlineMissed, CounterOfferLapsed, ActionTaken],
  ],
  initial: (): State => ({ is: 'Open' }),
})
  .decide({
    Open: {
      NoteReceipt: (receipt, { receivedOn, completedOn }, { id }) => {
        if (receivedOn !== undefined) return []
        const wrong = unfitLoan(receipt.loan) ?? outOfOrder(receipt.receivedOn, completedOn)
        if (wrong) return wrong
        const due = dueOn('incompleteness', receipt.receivedOn)
        if (isRefusal(due)) return due
        return ReceiptNoted({ application: id, ...receipt, noticeDueOn: due.on })
      },
      NoteAsking: (asking, { receivedOn, completedOn }, { id }) => {
        if (completedOn !== undefined) return []
        // told by the same voice, and so behind it
        if (receivedOn === undefined)
          return refuse('ReceiptUnknown', `${id} lacks something, and nobody told of its receipt`)
        const disorder =
          outOfOrder(receivedOn, asking.askedOn) ??
          outOfOrder(asking.askedOn, asking.answerBy, 'when it was asked for')
        return disorder ?? AskingNoted({ application: id, receivedOn, ...asking })
      },
      NoteClosing: ({ closedOn }, { receivedOn, isWithdrawn, action }, { id }) => {
        if (isWithdrawn || action !== undefined) return []
        const disorder = outOfOrder(receivedOn, closedOn)
        if (disorder) return disorder
        return [ClosingNoted({ application: id, closedOn }), taken(id, 5, closedOn, [])]
      },
      NoteCompletion: ({ completedOn, loan }, known, { id }) => {
        if (known.completedOn !== undefined) return []
        const wrong = unfitLoan(loan) ?? outOfOrder(known.receivedOn, completedOn)
        if (wrong) return wrong
        const due = dueOn('action-taken', completedOn)
        if (isRefusal(due)) return due
        return CompletionNoted({ application: id, completedOn, loan, noticeDueOn: due.on })
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
      NoteStop: ({ stoppedOn }, { completedOn, isWithdrawn, action }, { id }) => {
        if (isWithdrawn || action !== undefined) return []
        // told by the same voice, and so behind it
        if (completedOn === undefined)
          return refuse(
            'CompletionUnknown',
            `${id} is stopped, and nobody told that it is complete`,
          )
        const due =
          outOfOrder(completedOn, stoppedOn, 'when it was complete') ??
          dueOn('action-taken', completedOn)
        if (isRefusal(due)) return due
        const stopped = StopNoted({ application: id, stoppedOn, completedOn, noticeDueOn: due.on })
        return [stopped, taken(id, 3, stoppedOn, [notPermitted])]
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
      RecordMissedDeadline: (late, { missed = [] }, { id }) =>
        missed.includes(late.duty) ? [] : DeadlineMissed({ application: id, ...late }),
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
    },
  })
  .evolve({
    ReceiptNoted: (state, { receivedOn }) => ({ ...state, receivedOn }),
    CompletionNoted: (state, { completedOn }) => ({ ...state, completedOn }),
    AskingNoted: (state) => state,
    ClosingNoted: (state) => state,
    WithdrawalNoted: (state) => ({ ...state, isWithdrawn: true }),
    StopNoted: (state) => state,
    DecisionNoted: (state, decision) => ({ ...state, decision }),
    LoanNoted: (state) => ({ ...state, hasLoan: true }),
    DeadlineNear: (state) => state,
    DeadlineMissed: (state, { duty }) => ({ ...state, missed: [...(state.missed ?? []), duty] }),
    CounterOfferLapsed: (state) => state,
    ActionTaken: (state, { action }) => ({ ...state, action }),
  })

/** As the register has it; the applicant is told no more. */
const notPermitted = {
  ...{ code: 'credit-not-permitted', text: 'Credit is not permitted by law', hmda: 9 },
}

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

const outOfOrder = (
  first: string | undefined,
  second: string | undefined,
  what = 'when the application was received',
) =>
  first !== undefined && second !== undefined && second < first
    ? refuse('DatesOutOfOrder', `${second} is before ${first}, ${what}`)
    : undefined

/** What a shape cannot say: nothing below zero, one currency, and that the dollar, in which the register is kept. */
function unfitLoan({ loanAmount, propertyValue, monthlyIncome }: AskedLoan) {
  const told = [loanAmount, propertyValue, monthlyIncome].filter((one) => one !== null)
  const negative = told.find(({ amount }) => amount.startsWith('-'))
  if (negative)
    return refuse('AmountNegative', `${negative.amount} ${negative.currency} is less than nothing`)
  const currencies = [...new Set(told.map(({ currency }) => currency))]
  if (currencies.length > 1)
    return refuse(
      'CurrenciesMixed',
      `amounts in ${currencies.join(' and ')} are in one application; state all in one currency`,
    )
  return currencies.length === 0 || currencies[0] === 'USD'
    ? undefined
    : refuse('CurrencyNotDollar', `amounts are in ${currencies[0]}; the register is in dollars`)
}
