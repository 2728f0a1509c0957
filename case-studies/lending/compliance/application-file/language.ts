import { command, event, moneyJson } from '@watertight/domain'
import { z } from 'zod'
import { ApplicationId, Day, Outcome, Product, Reasons } from '../words.ts'

// ---- what others tell

/** An application has arrived; `missing` is what the lender normally obtains and has not. */
export const NoteReceipt = command('NoteReceipt', {
  receivedOn: Day,
  product: Product,
  loanAmount: moneyJson,
  missing: z.array(z.string().min(1).max(100)).max(30),
})
/** Everything that is normally obtained has arrived: 12 CFR 1002.2(f). */
export const NoteCompletion = command('NoteCompletion', { completedOn: Day })
export const NoteWithdrawal = command('NoteWithdrawal', { withdrawnOn: Day })

const Policy = z.strictObject({ key: z.string(), version: z.string(), hash: z.string() })
const decided = {
  outcome: Outcome,
  reasons: Reasons,
  offer: z.strictObject({ loanAmount: z.string() }).nullable(),
  policy: Policy,
  completedOn: Day,
}
/** What the policy said. */
export const NoteDecision = command('NoteDecision', { ...decided, decidedOn: Day })
/** What two people said of a decision that is noted. */
export const NoteOutcome = command('NoteOutcome', {
  outcome: z.enum(['approved', 'declined']),
  reasons: Reasons,
  decidedOn: Day,
})
/** The offer was taken up, and the loan is made. */
export const NoteLoan = command('NoteLoan', {
  consummatedOn: Day,
  amount: moneyJson,
  ratePercent: z.string(),
  termMonths: z.int(),
})

// ---- what the clocks ask

export const Duty = z.enum(['action-taken', 'incompleteness', 'counter-offer'])
/** A notice is due soon and has not been sent. */
export const WarnOfDeadline = command('WarnOfDeadline', {
  duty: Duty,
  stage: z.enum(['warning', 'escalation']),
  dueOn: Day,
})
export const RecordMissedDeadline = command('RecordMissedDeadline', { duty: Duty, dueOn: Day })
export const LapseCounterOffer = command('LapseCounterOffer', { dueOn: Day })
export const LapseApproval = command('LapseApproval', {})
export const CloseForIncompleteness = command('CloseForIncompleteness', {})

// ---- what is known

const application = ApplicationId
export const ReceiptNoted = event('ReceiptNoted', {
  application,
  receivedOn: Day,
  product: Product,
  loanAmount: moneyJson,
  missing: z.array(z.string()),
  /** Of a notice of incompleteness, where something is missing. */
  noticeDueOn: Day,
})
export const CompletionNoted = event('CompletionNoted', {
  application,
  completedOn: Day,
  noticeDueOn: Day,
})
export const WithdrawalNoted = event('WithdrawalNoted', { application, withdrawnOn: Day })
export const DecisionNoted = event('DecisionNoted', {
  application,
  ...decided,
  decidedOn: Day,
  /** SHA-256 of outcome, reasons, offer and policy. */
  hash: z.string(),
  noticeDueOn: Day,
})
export const LoanNoted = event('LoanNoted', {
  application,
  consummatedOn: Day,
  amount: moneyJson,
  ratePercent: z.string(),
  termMonths: z.int(),
})
export const DeadlineNear = event('DeadlineNear', {
  application,
  duty: Duty,
  stage: z.enum(['warning', 'escalation']),
  dueOn: Day,
})
/** It was not sent in time; nothing makes that undone. */
export const DeadlineMissed = event('DeadlineMissed', { application, duty: Duty, dueOn: Day })
export const CounterOfferLapsed = event('CounterOfferLapsed', {
  application,
  reasons: Reasons,
  hash: z.string(),
  completedOn: Day,
  dueOn: Day,
})
/**
 * How an application ended, in the codes of 12 CFR 1003.4(a)(8): 1 originated, 2 approved and not accepted, 3 denied, 4 withdrawn,
 * 5 closed for incompleteness. A later one takes the place of an earlier one.
 */
export const ActionTaken = event('ActionTaken', {
  application,
  action: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
  takenOn: Day,
  reasons: Reasons,
})
