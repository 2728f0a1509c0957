import { command, event, personal } from '@watertight/domain'
import { z } from 'zod'
import { Day, Items, Product } from './items.ts'

// ---- values

/** Who works here: one spelling for each person, or two people would be one. */
export const Person = z
  .string()
  .regex(/^[a-z][a-z0-9.-]{1,59}$/, 'expected a login name in small letters such as ana.silva')
export const Because = z
  .string()
  .trim()
  .min(10, 'expected a reason of ten characters at least')
  .max(500)

/** A person who asks for credit. */
const Party = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,59}$/, 'expected a short name without spaces'),
  role: z.enum(['primary', 'joint']),
  name: z.string().trim().min(2).max(120),
  birthDate: Day,
  taxId: z.string().regex(/^\d{3}-\d{2}-\d{4}$/, 'expected a number such as 912-00-3456'),
  address: z.string().trim().min(5).max(200),
})
export type Party = z.infer<typeof Party>
const Parties = z.array(Party).min(1).max(2)

/** Who asks, by reference: no name and no number. */
const Applicants = z.array(z.strictObject({ id: z.string(), role: z.enum(['primary', 'joint']) }))

/** Stands for a person's number where two applications are compared. */
const Pseudonym = z.string()

// ---- commands

/** Ask for a loan. `receivedOn` is today unless told: letters arrive before they are typed in. */
export const SubmitApplication = command('SubmitApplication', {
  product: Product,
  applicants: personal(Parties),
  items: Items.default({}),
  receivedOn: Day.optional(),
  /** Who took it in, where somebody did. */
  takenInBy: Person.optional(),
})
/** Sent by the context itself. */
export const OpenApplication = command('OpenApplication', {
  product: Product,
  items: Items,
  receivedOn: Day,
  identity: Pseudonym,
  jointIdentity: Pseudonym.nullable(),
})
/** What was missing, or is corrected, while the application is not complete. */
export const ProvideItems = command('ProvideItems', { items: Items })
export const WithdrawApplication = command('WithdrawApplication', { because: Because })
/** Sent when the day has passed by which an answer was asked for. */
export const CloseIncomplete = command('CloseIncomplete', {})

const Outcome = z.enum(['approved', 'counter-offered', 'declined', 'referred'])
/** Underwriting has decided, or left it to people. */
export const RecordDecision = command('RecordDecision', { outcome: Outcome })
/** The sanctions screening has found whom nobody may lend to. */
export const StopApplication = command('StopApplication', {})

// ---- events

const who = { identity: Pseudonym, jointIdentity: Pseudonym.nullable() }
/** Names and numbers of people are in this event and in no other. */
export const ApplicationReceived = event(
  'ApplicationReceived',
  {
    application: z.string(),
    product: Product,
    parties: personal(Parties),
    applicants: Applicants,
    items: Items,
    receivedOn: Day,
    takenInBy: Person.nullable(),
    ...who,
  },
  { tags: ['identity', 'jointIdentity'] },
)
const about = { application: z.string() }
export const ApplicationOpened = event('ApplicationOpened', {
  ...{ ...about, product: Product, items: Items, receivedOn: Day },
  ...who,
})
/** The applicant is asked for what is missing: 12 CFR 1002.9(c)(2). */
export const InformationAsked = event('InformationAsked', {
  ...{ ...about, missing: z.array(z.string()), askedOn: Day, respondBy: Day },
})
export const ItemsProvided = event('ItemsProvided', { ...about, items: Items })
/** All that is normally obtained is there: the clock of the decision runs from this day. */
export const ApplicationCompleted = event('ApplicationCompleted', {
  ...{ ...about, product: Product, items: Items, completedOn: Day },
  /** By appendix J of Regulation Z, percent. */
  apr: z.string(),
  totalLoanAmount: z.strictObject({ amount: z.string(), currency: z.string() }),
})
export const ApplicationWithdrawn = event('ApplicationWithdrawn', {
  ...{ ...about, withdrawnOn: Day, because: Because },
})
export const ClosedIncomplete = event('ClosedIncomplete', {
  ...{ ...about, closedOn: Day, missing: z.array(z.string()) },
})
export const ApplicationStopped = event('ApplicationStopped', about)
export const DecisionRecorded = event('DecisionRecorded', { ...about, outcome: Outcome })
/** The same people may ask for the same again. */
export const FileClosed = event(
  'FileClosed',
  { ...about, product: Product, ...who },
  { tags: ['identity', 'jointIdentity'] },
)
