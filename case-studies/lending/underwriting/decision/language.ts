import { command, event } from '@watertight/domain'
import { z } from 'zod'
import { FactSet } from '../facts/fact-set.ts'
import { isCompiled } from '../policy/compile.ts'
import { Person } from '../policy/language.ts'

/** Who asks: a reference into origination, never a name. */
const Applicants = z
  .array(z.strictObject({ id: z.string().min(1).max(60), role: z.enum(['primary', 'joint']) }))
  .min(1)
  .max(4)
const Because = z.string().trim().min(10, 'expected a reason of ten characters at least').max(500)
const Grade = z.string().min(1).max(40)
const Final = z.enum(['approved', 'declined'])
const Reason = z.strictObject({ code: z.string(), text: z.string(), hmda: z.int() })

// ---- commands

/** Decide about an application on these facts. What was referred for want of facts that are sound and whole is decided again when they are there: another round. */
export const RequestDecision = command('RequestDecision', {
  /** However often one is asked for, it is decided once. */
  round: z.int().min(1).max(99).default(1),
  applicants: Applicants,
  facts: FactSet,
  /** Who took the application in: that person does not decide about it. */
  takenInBy: Person.nullable().optional(),
})
/** Sent by the context itself, with the policy in force: nobody outside can bring a policy along. */
export const Decide = command('Decide', {
  policy: z.custom(isCompiled, 'expected a compiled policy'),
})
/** An officer works on what was referred; until it is handed back nobody else does. */
export const TakeCase = command('TakeCase', { by: Person })
export const HandBackCase = command('HandBackCase', { by: Person })
/** Nobody asks for the loan any more. */
export const CallOffDecision = command('CallOffDecision', { because: Because })
/** A person's outcome of what was referred, or instead of what the policy said. It counts when another person confirms it. */
export const ProposeOutcome = command('ProposeOutcome', {
  by: Person,
  outcome: Final,
  because: Because,
  /** Of a decline: one to four reason codes of rules that failed. */
  reasons: z.array(z.string()).max(4).default([]),
})
export const ConfirmOutcome = command('ConfirmOutcome', { by: Person, grade: Grade })
export const ReturnProposal = command('ReturnProposal', { by: Person, because: Because })

// ---- events

/** The first round has none. */
const round = z.int().min(2).optional()

/** Of a later round: what people had proposed on the facts before falls away. */
export const FactsFrozen = event('FactsFrozen', {
  application: z.string(),
  round,
  applicants: Applicants,
  facts: FactSet,
  hash: z.string(),
  takenInBy: Person.nullable().optional(),
})

const Outcome = z.enum(['approved', 'counter-offered', 'declined', 'referred'])
const Finding = z.strictObject({
  rule: z.string(),
  outcome: z.enum(['held', 'failed', 'not evaluated', 'fact missing']),
  because: z.string(),
})

export const DecisionMade = event('DecisionMade', {
  application: z.string(),
  round,
  factsHash: z.string(),
  policy: z.strictObject({ key: z.string(), version: z.string(), hash: z.string() }),
  /** The version of the engine: replay asks the same one. */
  engine: z.string(),
  outcome: Outcome,
  reasons: z.array(Reason),
  grounds: z.array(Reason),
  /** The loan amount that each grade may decide. */
  authority: z.array(z.strictObject({ grade: z.string(), upTo: z.string() })),
  referrals: z.array(z.string()),
  offer: z.strictObject({ loanAmount: z.string() }).nullable(),
  missing: z.array(z.string()),
  degraded: z.array(z.string()),
  findings: z.array(Finding),
  completedOn: z.string(),
  /** Thirty days after the completed application: 12 CFR 1002.9(a)(1)(i). */
  noticeDueOn: z.string(),
})

export const CaseTaken = event('CaseTaken', { application: z.string(), by: Person })
export const CaseHandedBack = event('CaseHandedBack', { application: z.string(), by: Person })
export const DecisionCalledOff = event('DecisionCalledOff', {
  application: z.string(),
  because: Because,
})

const proposal = { proposer: Person, outcome: Final, because: Because, reasons: z.array(Reason) }
export const OutcomeProposed = event('OutcomeProposed', { application: z.string(), ...proposal })
/** `outcome`: what the policy said, and stands again; referred where it is not told. */
export const ProposalReturned = event('ProposalReturned', {
  application: z.string(),
  by: Person,
  because: Because,
  outcome: Outcome.optional(),
})
/** `isOverride`: the policy had said otherwise, and not left it to a person. */
export const OutcomeConfirmed = event('OutcomeConfirmed', {
  application: z.string(),
  ...proposal,
  confirmer: Person,
  grade: Grade,
  isOverride: z.boolean(),
})
