import { done, processManager, send } from '@watertight/domain'
import { BoardLoan } from '../language.ts'
import { OfferAccepted } from './language.ts'

/** An offer that is accepted becomes a loan. One that is a loan already stays as it is. */
export const Boarding = processManager('Boarding', {
  hears: [OfferAccepted],
  sends: [BoardLoan],
  initial: () => ({ is: 'Accepted' }) as const,
}).on({
  events: { OfferAccepted: ({ terms }, _, { id }) => [send(id, BoardLoan(terms)), done()] },
  alarms: {},
})
