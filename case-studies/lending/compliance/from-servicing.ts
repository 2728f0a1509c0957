import { send, translation } from '@watertight/domain'
import { ServicingLanguage } from '../servicing/published.ts'
import { NoteLoan } from './application-file/language.ts'

/** A loan that is made is how an application ended. */
export const fromServicing = translation(
  { from: ServicingLanguage, sends: [NoteLoan] },
  {
    'lending.LoanBoarded.v1': (loan, { id }) => send(id, NoteLoan(loan)),
    'lending.LoanPaidOff.v1': () => undefined,
  },
)
