import { done, scenario, send } from '@watertight/domain'
import { describe, it } from 'vitest'
import { BoardLoan } from '../language.ts'
import { Boarding } from './boarding.ts'
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
import { Offer } from './offer.ts'

const application = 'app-7'
const about = { id: application, now: new Date('2026-02-16T10:00:00Z') }
const usd = (amount: string) => ({ amount, currency: 'USD' })
const asked = { amount: usd('300000.00'), ratePercent: '6.5', payments: 360 }
const approval = { instead: null, approvedOn: '2026-01-12' }
const noted = TermsNoted({ application, ...asked })
const approved = ApprovalNoted({ application, ...approval })
const made = OfferMade({ application, ...asked, until: '2026-03-13' })
const ended = OfferEnded({ application })
const terms = {
  ...{ ...asked, consummatedOn: '2026-02-16', interestFrom: '2026-03-01' },
  ...{ firstDueOn: '2026-04-01', dayCount: '30/360' as const },
  allocation: 'interest-fees-principal' as const,
}
const accepted = OfferAccepted({ application, terms })
const offer = () => scenario(Offer)

describe('an offer', () => {
  it('is made of terms and approval, in whatever order they are heard', () => {
    offer().given(noted).when(NoteApproval(approval), about).then(approved, made)
    offer().given(approved).when(NoteTerms(asked), about).then(noted, made)
  })

  it('is the smaller loan where that is what was approved', () => {
    const instead = { ...approval, instead: '250000.00' }
    offer()
      .given(noted)
      .when(NoteApproval(instead), about)
      .then(
        ApprovalNoted({ application, ...instead }),
        OfferMade({ application, ...asked, amount: usd('250000.00'), until: '2026-03-13' }),
      )
    // people approved the whole
    offer()
      .given(noted, ApprovalNoted({ application, ...instead }), made)
      .when(NoteApproval(approval), about)
      .then(made)
  })

  it('that is accepted binds from that day, and earns interest from the first of the next month', () => {
    offer().given(noted, approved, made).when(AcceptOffer({}), about).then(accepted)
    scenario(Boarding)
      .given()
      .when(accepted, { id: application })
      .then(send(application, BoardLoan(terms)), done())
  })

  it('is refused where there is none, none any more, or it is taken', () => {
    offer().given().when(AcceptOffer({}), about).thenRefused('NoOffer')
    offer().given(noted, approved, made, ended).when(AcceptOffer({}), about).thenRefused('NoOffer')
    offer()
      .given(noted, approved, made, accepted)
      .when(AcceptOffer({}), about)
      .thenRefused('AlreadyAccepted')
    offer()
      .given(noted, approved, made)
      .when(AcceptOffer({}), { ...about, now: new Date('2026-03-14T00:00:00Z') })
      .thenRefused('OfferExpired')
  })

  it('ends with a withdrawal or a decline, but not once it is taken', () => {
    offer().given(noted, approved, made).when(EndOffer({}), about).then(ended)
    offer().given(noted).when(EndOffer({}), about).then(ended)
    offer().given(noted, approved, made, accepted).when(EndOffer({}), about).then()
    offer().given(ended).when(NoteApproval(approval), about).then()
  })
})
