import { type DataOf, decision, type Refusal, refuse } from '@watertight/domain'
import { dayOf, yearsBetween } from './days.ts'
import { unfitItems } from './fit-items.ts'
import { isOfNobody, pseudonymOf } from './identity.ts'
import { ApplicationReceived, FileClosed, type Party, SubmitApplication } from './language.ts'
import { priceOf } from './price.ts'

/** The applications that these people have open, by what they are for. */
type Open = { readonly [application: string]: string }

type Submitted = DataOf<typeof SubmitApplication>

const contractAge = 18
const greatestAge = 120
/** A bureau has no room for a longer one. */
const longestId = 40

/**
 * Takes an application in, or says why not. It rests on every application of the same people, whichever stream that is in: who
 * applies twice at once is noticed all the same.
 */
export const Admission = decision(
  'Admission',
  {
    command: SubmitApplication,
    events: [ApplicationReceived, FileClosed],
    reads: ({ applicants }) =>
      applicants
        .map(({ taxId }) => pseudonymOf(taxId))
        .flatMap((one) => [{ tags: { identity: one } }, { tags: { jointIdentity: one } }]),
    initial: (): Open => ({}),
  },
  {
    evolve: {
      ApplicationReceived: (open, { application, product }) => ({
        ...open,
        [application]: product,
      }),
      FileClosed: ({ ...open }: { [application: string]: string }, { application }) => {
        delete open[application]
        return open
      },
    },
    decide: (submitted, open, { now, id }) => {
      const today = dayOf(now)
      const { product, items, receivedOn = today, takenInBy = null } = submitted
      const parties = submitted.applicants
      if (id.length > longestId)
        return refuse('IdTooLong', `an application has an id of at most ${longestId} characters`)
      const wrong = unfitParties(parties, today) ?? unfitDay(receivedOn, today)
      if (wrong) return wrong
      const same = Object.keys(open).find((other) => open[other] === product)
      if (same !== undefined)
        return refuse(
          'AlreadyApplied',
          `${same} asks for a ${product} for the same person and is not closed; withdraw it, or add to it`,
        )
      const unfit = unfitItems(items, receivedOn)
      if (unfit) return unfit
      const price = priceOf(items)
      if (price && 'refused' in price) return price
      const of = (role: Party['role']) => parties.find((party) => party.role === role)?.taxId
      const [primary, joint] = [of('primary'), of('joint')]
      return ApplicationReceived({
        ...{ application: id, product, parties: [...parties], items, receivedOn, takenInBy },
        applicants: parties.map((party) => ({ id: party.id, role: party.role })),
        identity: pseudonymOf(primary ?? ''),
        jointIdentity: joint === undefined ? null : pseudonymOf(joint),
      })
    },
  },
)

type UnfitParties = Refusal<
  | 'ApplicantTwice'
  | 'PrimaryApplicant'
  | 'NumberOfSomebody'
  | 'DateImpossible'
  | 'ApplicantUnderage'
>

function unfitParties(parties: Submitted['applicants'], today: string): UnfitParties | undefined {
  const isTwice = (field: 'id' | 'taxId') =>
    new Set(parties.map((party) => party[field])).size < parties.length
  if (isTwice('id') || isTwice('taxId'))
    return refuse(
      'ApplicantTwice',
      'the same applicant is named twice in one application; name each person once',
    )
  if (parties.filter(({ role }) => role === 'primary').length !== 1)
    return refuse('PrimaryApplicant', 'one applicant is the primary one: notices go to that person')
  for (const { id, taxId, birthDate } of parties) {
    if (!isOfNobody(taxId))
      return refuse(
        'NumberOfSomebody',
        `the number of ${id} may be somebody's: this is teaching software, use one such as 912-00-3456`,
      )
    const age = yearsBetween(birthDate, today)
    if (birthDate > today || age > greatestAge)
      return refuse('DateImpossible', `nobody alive was born on the day that ${id} gives`)
    if (age < contractAge)
      return refuse(
        'ApplicantUnderage',
        `${id} is not of the age at which a contract binds: 12 CFR 1002.6(b)(2)(i)`,
      )
  }
  return undefined
}

const unfitDay = (receivedOn: string, today: string): Refusal<'DateInFuture'> | undefined =>
  receivedOn > today
    ? refuse('DateInFuture', `the application was received on ${receivedOn}, and today is ${today}`)
    : undefined
