import { aggregate, type DataOf, refuse } from '@watertight/domain'
import { dayAfter, dayMonthsAfter } from '../../rates/index.ts'
import {
  AcceptOffer,
  ApprovalNoted,
  EndOffer,
  NoteApproval,
  NoteTerms,
  OfferAccepted,
  OfferEnded,
  OfferMade,
  TermsNoted,
} from './language.ts'

/** For how many days after its approval a loan can be had; invented, within the 75 in which a counter-offer lapses. */
const openDays = 60

type Asked = DataOf<typeof NoteTerms>
type Approval = DataOf<typeof NoteApproval>

type State =
  | { readonly is: 'Waiting'; readonly asked?: Asked; readonly approval?: Approval }
  | { readonly is: 'Made'; readonly offer: DataOf<typeof OfferMade>; readonly asked: Asked }
  | { readonly is: 'Accepted' }
  | { readonly is: 'Ended' }

/** What an applicant may take: the terms of the application once it is approved, or the smaller loan of a counter-offer. The two are told by others, in any order. */
export const Offer = aggregate('Offer', {
  commands: [NoteTerms, NoteApproval, EndOffer, AcceptOffer],
  events: [TermsNoted, ApprovalNoted, OfferMade, OfferEnded, OfferAccepted],
  initial: (): State => ({ is: 'Waiting' }),
})
  .decide({
    Waiting: {
      NoteTerms: (asked, { approval }, { id }) => [
        TermsNoted({ application: id, ...asked }),
        ...(approval ? [made(id, asked, approval)] : []),
      ],
      NoteApproval: (approval, { asked }, { id }) => [
        ApprovalNoted({ application: id, ...approval }),
        ...(asked ? [made(id, asked, approval)] : []),
      ],
      EndOffer: (_, __, { id }) => OfferEnded({ application: id }),
      AcceptOffer: (_, __, { id }) => refuse('NoOffer', `nothing is offered on ${id}`),
    },
    Made: {
      NoteTerms: () => [],
      // people approved what was counter-offered
      NoteApproval: (approval, { asked }, { id }) => made(id, asked, approval),
      EndOffer: (_, __, { id }) => OfferEnded({ application: id }),
      AcceptOffer: (_, { offer: { until, amount, ratePercent, payments } }, { id, now }) => {
        const today = now.toISOString().slice(0, 10)
        if (today > until)
          return refuse('OfferExpired', `the offer on ${id} could be taken until ${until}`)
        const interestFrom = firstOfNextMonth(today)
        return OfferAccepted({
          application: id,
          terms: {
            ...{ amount, ratePercent, payments, consummatedOn: today, interestFrom },
            ...{ firstDueOn: dayMonthsAfter(interestFrom, 1), dayCount: '30/360' },
            allocation: 'interest-fees-principal',
          },
        })
      },
    },
    Accepted: {
      NoteTerms: () => [],
      NoteApproval: () => [],
      EndOffer: () => [],
      AcceptOffer: (_, __, { id }) => refuse('AlreadyAccepted', `the offer on ${id} is taken`),
    },
    Ended: {
      NoteTerms: () => [],
      NoteApproval: () => [],
      EndOffer: () => [],
      AcceptOffer: (_, __, { id }) => refuse('NoOffer', `nothing is offered on ${id} any more`),
    },
  })
  .evolve({
    TermsNoted: (state, { application: _, ...asked }) =>
      state.is === 'Waiting' ? { ...state, asked } : state,
    ApprovalNoted: (state, { application: _, ...approval }) =>
      state.is === 'Waiting' ? { ...state, approval } : state,
    OfferMade: (state, offer) => {
      const asked = 'asked' in state ? state.asked : undefined
      return asked ? { is: 'Made', offer, asked } : state
    },
    OfferEnded: () => ({ is: 'Ended' }),
    OfferAccepted: () => ({ is: 'Accepted' }),
  })

const made = (application: string, asked: Asked, { instead, approvedOn }: Approval) =>
  OfferMade({
    ...{ application, ...asked, until: dayAfter(approvedOn, openDays) },
    amount: instead === null ? asked.amount : { ...asked.amount, amount: instead },
  })

/** Home loans earn interest from the first of a month on; what is earned before is paid at the closing. */
const firstOfNextMonth = (day: string): string =>
  day.endsWith('-01') ? day : dayMonthsAfter(`${day.slice(0, 7)}-01`, 1)
