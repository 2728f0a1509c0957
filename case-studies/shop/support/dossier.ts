import { aggregate } from '@watertight/domain'
import {
  AddNote,
  CreditNoteLinked,
  CustomerDisclosed,
  DiscloseCustomer,
  LinkCreditNote,
  NoteAdded,
} from './language.ts'

interface Open {
  readonly is: 'Open'
  readonly creditNotes: readonly string[]
}

/** A disclosure lasts as long as a talk on the telephone. */
const disclosedMs = 15 * 60_000

/** What support itself knows of an order, under its number: notes, who asked for the customer and why, and which credit notes belong to it. Nothing of the customer is in it. */
export const Dossier = aggregate('Dossier', {
  commands: [AddNote, DiscloseCustomer, LinkCreditNote],
  events: [NoteAdded, CustomerDisclosed, CreditNoteLinked],
  initial: (): Open => ({ is: 'Open', creditNotes: [] }),
})
  .decide({
    Open: {
      AddNote: ({ text }, _, { id: order }) => NoteAdded({ order, text }),
      DiscloseCustomer: ({ reason }, _, { id: order, now }) =>
        CustomerDisclosed({
          order,
          reason,
          until: new Date(now.getTime() + disclosedMs).toISOString(),
        }),
      LinkCreditNote: ({ creditNote }, { creditNotes }, { id: order }) =>
        creditNotes.includes(creditNote) ? [] : CreditNoteLinked({ order, creditNote }),
    },
  })
  .evolve({
    NoteAdded: (state) => state,
    CustomerDisclosed: (state) => state,
    CreditNoteLinked: ({ creditNotes }, { creditNote }) => ({
      is: 'Open',
      creditNotes: [...creditNotes, creditNote],
    }),
  })
