import { boundedContext, publish } from '@watertight/domain'
import { CreditDecision } from './decision/credit-decision.ts'
import {
  CallOffDecision,
  ConfirmOutcome,
  DecisionMade,
  HandBackCase,
  OutcomeConfirmed,
  ProposeOutcome,
  RequestDecision,
  ReturnProposal,
  TakeCase,
} from './decision/language.ts'
import { DraftPolicy, PolicyPublished, PublishPolicy } from './policy/language.ts'
import { Policy } from './policy/policy.ts'
import {
  DecisionMadeV1,
  OutcomeConfirmedV1,
  PolicyPublishedV1,
  UnderwritingLanguage,
} from './published.ts'

export const Underwriting = boundedContext('underwriting', {
  purpose:
    'Decides about loans: on frozen facts, under exactly the policy in force, for reasons that can be told.',
  owns: [CreditDecision, Policy],
  accepts: [
    RequestDecision,
    CallOffDecision,
    TakeCase,
    HandBackCase,
    ProposeOutcome,
    ConfirmOutcome,
    ReturnProposal,
    DraftPolicy,
    PublishPolicy,
  ],
  speaks: UnderwritingLanguage,
  publishes: [
    publish(
      DecisionMadeV1,
      DecisionMade,
      ({ outcome, reasons, offer, policy, completedOn, noticeDueOn }) => ({
        outcome,
        reasons,
        offer,
        policy,
        completedOn,
        noticeDueOn,
      }),
    ),
    publish(OutcomeConfirmedV1, OutcomeConfirmed, ({ outcome, reasons, isOverride }) => ({
      outcome,
      reasons,
      isOverride,
    })),
    publish(PolicyPublishedV1, PolicyPublished, ({ version, hash, document: { from, until } }) => ({
      version,
      hash,
      from: from ?? null,
      until: until ?? null,
    })),
  ],
})
