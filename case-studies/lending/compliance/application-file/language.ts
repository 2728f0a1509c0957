import { command, event, moneyJson } from '@watertight/domain'
import { z } from 'zod'
import { ApplicationId, AskedLoan, Day, Outcome, Reasons } from '../words.ts'

// ---- what others tell

const Missing = z.array(z.string().min(1).max(100)).min(1).max(40)

/** An application has arrived. */
export const NoteReceipt = command('NoteReceipt', { receivedOn: Day, loan: AskedLoan })
/** It lacks what the lender normally obtains, and the applicant is to be asked for it. */
export const NoteAsking = command('NoteAsking', { missing: Missing, askedOn: Day, answerBy: Day })
/** Everything that is normally obtained has arrived: 12 CFR 1002.2(f). */
export const NoteCompletion = command('NoteCompletion', { completedOn: Day, loan: AskedLoan })
/** What was asked for did not come. */
export const NoteClosing = command('NoteClosing', { closedOn: Day })
export const NoteWithdrawal = command('NoteWithdrawal', { withdrawnOn: Day })
/** The law permits no credit to whoever asks. */
export const NoteStop = command('NoteStop', { stoppedOn: Day })

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

const Duty = z.enum(['action-taken', 'incompleteness', 'counter-offer'])
/** A notice is due soon and has not been sent. */
export const WarnOfDeadline = command('WarnOfDeadline', {
  duty: Duty,
  stage: z.enum(['warning', 'escalation']),
  dueOn: Day,
})
export const RecordMissedDeadline = command('RecordMissedDeadline', { duty: Duty, dueOn: Day })
export const LapseCounterOffer = command('LapseCounterOffer', { dueOn: Day })
export const LapseApproval = command('LapseApproval', {})

// ---- what is known

const application = ApplicationId
export const ReceiptNoted = event('ReceiptNoted', {
  application,
  receivedOn: Day,
  loan: AskedLoan,
  /** Of a notice of incompleteness, while it is not complete. */
  noticeDueOn: Day,
})
export const AskingNoted = event('AskingNoted', {
  application,
  receivedOn: Day,
  missing: Missing,
  askedOn: Day,
  answerBy: Day,
})
export const CompletionNoted = event('CompletionNoted', {
  application,
  completedOn: Day,
  loan: AskedLoan,
  noticeDueOn: Day,
})
export const ClosingNoted = event('ClosingNoted', { application, closedOn: Day })
export const WithdrawalNoted = event('WithdrawalNoted', { application, withdrawnOn: Day })
/** Nothing was decided, and so nothing is told but that: no list, no reason of credit. */
export const StopNoted = event('StopNoted', {
  application,
  stoppedOn: Day,
  completedOn: Day,
  noticeDueOn: Day,
})
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
