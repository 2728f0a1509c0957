import { send, translation } from '@watertight/domain'
import { OriginationLanguage } from '../origination/published.ts'
import { EndOffer, NoteTerms } from './offer/language.ts'

/** What an application asks for, once it is complete, and that it no longer does. */
export const fromOrigination = translation(
  { from: OriginationLanguage, sends: [NoteTerms, EndOffer] },
  {
    'lending.ApplicationCompleted.v1': ({ items }, { id }) => {
      const { loanAmount: amount, noteRate: ratePercent, termMonths: payments } = items
      if (amount === undefined || ratePercent === undefined || payments === undefined)
        throw new Error(`the application ${id} is complete without its amount, rate or term`)
      return send(id, NoteTerms({ amount, ratePercent, payments }))
    },
    'lending.ApplicationWithdrawn.v1': (_, { id }) => send(id, EndOffer({})),
    // nothing was decided, so nothing was offered
    'lending.ApplicationStopped.v1': () => undefined,
    'lending.ApplicationReceived.v1': () => undefined,
    'lending.InformationAsked.v1': () => undefined,
    'lending.ClosedIncomplete.v1': () => undefined,
  },
)
