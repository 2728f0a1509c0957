import { boundedContext } from '@watertight/domain'
import { Dossier } from './dossier.ts'
import { fromOrders } from './from-orders.ts'
import { AddNote, DiscloseCustomer } from './language.ts'

export const Support = boundedContext('support', {
  purpose: 'Tells the whole story of an order across all contexts, and why it came so.',
  owns: [Dossier],
  accepts: [AddNote, DiscloseCustomer],
  hears: [fromOrders],
})
