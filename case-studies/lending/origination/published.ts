import { event, publishedLanguage } from '@watertight/domain'
import { z } from 'zod'
import { Day, Items, Product } from './intake/items.ts'
import { ProvideItems, SubmitApplication, WithdrawApplication } from './intake/language.ts'

const Applicants = z.array(z.strictObject({ id: z.string(), role: z.enum(['primary', 'joint']) }))

/** Somebody asks for credit; its subject is the application. No name and no number of a person leaves origination. */
export const ApplicationReceivedV1 = event('lending.ApplicationReceived.v1', {
  product: Product,
  applicants: Applicants,
  /** What is known so far. */
  items: Items,
  receivedOn: Day,
})

/** The application is incomplete: the notice of 12 CFR 1002.9(c)(2) names what is missing, and the day by which it must be there. */
export const InformationAskedV1 = event('lending.InformationAsked.v1', {
  missing: z.array(z.string()),
  askedOn: Day,
  respondBy: Day,
})

/** The date of the completed application: from it on run the thirty days of 12 CFR 1002.9(a)(1)(i). */
export const ApplicationCompletedV1 = event('lending.ApplicationCompleted.v1', {
  product: Product,
  items: Items,
  completedOn: Day,
  /** By appendix J of Regulation Z, percent. */
  apr: z.string(),
})

/** The applicant no longer asks. */
export const ApplicationWithdrawnV1 = event('lending.ApplicationWithdrawn.v1', {
  withdrawnOn: Day,
  because: z.string(),
})

/** What was asked for did not come in time. */
export const ClosedIncompleteV1 = event('lending.ClosedIncomplete.v1', {
  closedOn: Day,
  missing: z.array(z.string()),
})

/** The law permits no credit to whoever asks. Why is nobody else's to know, and no reason of a decision. */
export const ApplicationStoppedV1 = event('lending.ApplicationStopped.v1', { stoppedOn: Day })

/** What origination promises to other contexts. */
export const OriginationLanguage = publishedLanguage(
  'origination',
  [
    ApplicationReceivedV1,
    InformationAskedV1,
    ApplicationCompletedV1,
    ApplicationWithdrawnV1,
    ClosedIncompleteV1,
    ApplicationStoppedV1,
  ],
  {
    Admission: [SubmitApplication],
    LoanApplication: [ProvideItems, WithdrawApplication],
  },
)
