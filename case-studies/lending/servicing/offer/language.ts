import { command, event, fields, moneyJson } from '@watertight/domain'
import { z } from 'zod'
import { Terms } from '../language.ts'

const Day = z.iso.date()

const asked = {
  amount: moneyJson,
  ratePercent: z.string().max(20),
  payments: z.int().min(1).max(600),
}
/** What a complete application asks for. */
export const NoteTerms = command('NoteTerms', asked)
/** It was approved as it was asked for, or another amount is offered instead. */
export const NoteApproval = command('NoteApproval', {
  instead: z.string().nullable(),
  approvedOn: Day,
})
/** It was withdrawn, or two people decided otherwise. */
export const EndOffer = command('EndOffer', {})
/** The applicant takes it, and is bound from that day. */
export const AcceptOffer = command('AcceptOffer', {})

const application = z.string()
export const TermsNoted = event('TermsNoted', { application, ...asked })
export const ApprovalNoted = event('ApprovalNoted', {
  application,
  instead: z.string().nullable(),
  approvedOn: Day,
})
/** The last day on which it can be taken is `until`. */
export const OfferMade = event('OfferMade', { application, ...asked, until: Day })
export const OfferEnded = event('OfferEnded', { application })
export const OfferAccepted = event('OfferAccepted', { application, terms: fields(Terms) })
