import { event, publishedLanguage } from '@watertight/domain'
import { z } from 'zod'
import {
  CallOffDecision,
  ConfirmOutcome,
  HandBackCase,
  ProposeOutcome,
  RequestDecision,
  ReturnProposal,
  TakeCase,
} from './decision/language.ts'
import { DraftPolicy, PublishPolicy } from './policy/language.ts'

export { CallOffDecision, RequestDecision } from './decision/language.ts'

const Reason = z.strictObject({
  code: z.string(),
  /** What the applicant is told. */
  text: z.string(),
  /** The denial reason of 12 CFR 1003.4(a)(16). */
  hmda: z.int(),
})

/**
 * What a policy said about an application; its subject is the decision. Approved, counter-offered and declined want a
 * notice by `noticeDueOn`; referred is no decision yet, and a person's outcome follows.
 */
export const DecisionMadeV1 = event('lending.DecisionMade.v1', {
  outcome: z.enum(['approved', 'counter-offered', 'declined', 'referred']),
  reasons: z.array(Reason),
  /** The loan that would be made instead, in dollars. */
  offer: z.strictObject({ loanAmount: z.string() }).nullable(),
  policy: z.strictObject({ key: z.string(), version: z.string(), hash: z.string() }),
  completedOn: z.string(),
  noticeDueOn: z.string(),
})

/** What two people decided of an application that was referred, or instead of what the policy said. */
export const OutcomeConfirmedV1 = event('lending.OutcomeConfirmed.v1', {
  outcome: z.enum(['approved', 'declined']),
  reasons: z.array(Reason),
  isOverride: z.boolean(),
})

/** A version of a policy is in force on its days. Its subject is the policy. */
export const PolicyPublishedV1 = event('lending.PolicyPublished.v1', {
  version: z.string(),
  hash: z.string(),
  from: z.string().nullable(),
  until: z.string().nullable(),
})

/** What underwriting promises to other contexts. */
export const UnderwritingLanguage = publishedLanguage(
  'underwriting',
  [DecisionMadeV1, OutcomeConfirmedV1, PolicyPublishedV1],
  {
    CreditDecision: [
      RequestDecision,
      CallOffDecision,
      TakeCase,
      HandBackCase,
      ProposeOutcome,
      ConfirmOutcome,
      ReturnProposal,
    ],
    Policy: [DraftPolicy, PublishPolicy],
  },
)
