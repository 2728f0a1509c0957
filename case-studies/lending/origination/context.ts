import { boundedContext, publish } from '@watertight/domain'
import { Approval } from './approval/approval.ts'
import { BureauInquiry } from './credit-data/bureau-inquiry.ts'
import { CreditInquiry } from './credit-data/credit-inquiry.ts'
import { fromUnderwriting, UnderwritingLanguage } from './from-underwriting.ts'
import { Admission } from './intake/admission.ts'
import { Completion } from './intake/completion.ts'
import { dayOf } from './intake/days.ts'
import {
  ApplicationCompleted,
  ApplicationReceived,
  ApplicationStopped,
  ApplicationWithdrawn,
  ClosedIncomplete,
  InformationAsked,
  ProvideItems,
  SubmitApplication,
  WithdrawApplication,
} from './intake/language.ts'
import { LoanApplication } from './intake/loan-application.ts'
import {
  ApplicationCompletedV1,
  ApplicationReceivedV1,
  ApplicationStoppedV1,
  ApplicationWithdrawnV1,
  ClosedIncompleteV1,
  InformationAskedV1,
  OriginationLanguage,
} from './published.ts'
import { ConfirmJudgement, JudgeMatch, ReturnJudgement } from './screening/language.ts'
import { PartyScreening } from './screening/party-screening.ts'

export const Origination = boundedContext('origination', {
  purpose:
    'Takes applications in, learns what is needed to decide about them, and brings them to a decision.',
  owns: [Admission, LoanApplication, PartyScreening, CreditInquiry],
  accepts: [
    SubmitApplication,
    ProvideItems,
    WithdrawApplication,
    JudgeMatch,
    ConfirmJudgement,
    ReturnJudgement,
  ],
  speaks: OriginationLanguage,
  publishes: [
    publish(
      ApplicationReceivedV1,
      ApplicationReceived,
      ({ product, applicants, items, receivedOn }) => ({ product, applicants, items, receivedOn }),
    ),
    publish(InformationAskedV1, InformationAsked, ({ missing, askedOn, respondBy }) => ({
      ...{ missing, askedOn, respondBy },
    })),
    publish(
      ApplicationCompletedV1,
      ApplicationCompleted,
      ({ product, items, completedOn, apr }) => ({ product, items, completedOn, apr }),
    ),
    publish(ApplicationWithdrawnV1, ApplicationWithdrawn, ({ withdrawnOn, because }) => ({
      ...{ withdrawnOn, because },
    })),
    publish(ClosedIncompleteV1, ClosedIncomplete, ({ closedOn, missing }) => ({
      ...{ closedOn, missing },
    })),
    publish(ApplicationStoppedV1, ApplicationStopped, (_, { at }) => ({ stoppedOn: dayOf(at) })),
  ],
  hears: [fromUnderwriting],
  runs: [Completion, BureauInquiry, Approval],
  calls: [UnderwritingLanguage],
})
