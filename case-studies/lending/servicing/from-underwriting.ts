import { send, translation } from '@watertight/domain'
import { UnderwritingLanguage } from '../underwriting/published.ts'
import { EndOffer, NoteApproval } from './offer/language.ts'

const dayOf = (at: Date) => at.toISOString().slice(0, 10)

/** What may be lent, and that it may not. */
export const fromUnderwriting = translation(
  { from: UnderwritingLanguage, sends: [NoteApproval, EndOffer] },
  {
    'lending.DecisionMade.v1': ({ outcome, offer }, { id, at: approved }) => {
      const approvedOn = dayOf(approved)
      if (outcome === 'approved') return send(id, NoteApproval({ instead: null, approvedOn }))
      return outcome === 'counter-offered' && offer
        ? send(id, NoteApproval({ instead: offer.loanAmount, approvedOn }))
        : undefined
    },
    'lending.OutcomeConfirmed.v1': ({ outcome }, { id, at }) =>
      outcome === 'approved'
        ? send(id, NoteApproval({ instead: null, approvedOn: dayOf(at) }))
        : send(id, EndOffer({})),
    'lending.PolicyPublished.v1': () => undefined,
  },
)
