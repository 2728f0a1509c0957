import { command, event } from '@watertight/domain'
import { z } from 'zod'

const OrderNumber = z.string()

/** Something the agent wants colleagues to know. */
export const AddNote = command('AddNote', { text: z.string().trim().min(1).max(2_000) })
/** The customer is shown, to an agent who says why. */
export const DiscloseCustomer = command('DiscloseCustomer', {
  reason: z.string().trim().min(3).max(200),
})
/** A credit note takes lines of the order back. */
export const LinkCreditNote = command('LinkCreditNote', { creditNote: z.string() })

export const NoteAdded = event('NoteAdded', { order: OrderNumber, text: z.string() })
export const CustomerDisclosed = event('CustomerDisclosed', {
  order: OrderNumber,
  reason: z.string(),
  /** When it is masked again. */
  until: z.iso.datetime(),
})
export const CreditNoteLinked = event('CreditNoteLinked', {
  order: OrderNumber,
  creditNote: z.string(),
})
