import { projection } from '@watertight/domain'
import {
  ActionTaken,
  CompletionNoted,
  LoanNoted,
  ReceiptNoted,
} from '../application-file/language.ts'
import { RetentionEnded } from '../retention/language.ts'
import { identifierOf } from './identifier.ts'

/** One row for each application, from whatever is heard of it first. Protected attributes are not in it: they are added where the file is written. */
export const Register = projection('Register', {
  hears: [ReceiptNoted, CompletionNoted, LoanNoted, ActionTaken, RetentionEnded],
  columns: {
    application: 'text',
    uli: 'text',
    receivedOn: 'text?',
    /** What was asked for, as JSON. */
    asked: 'text?',
    /** What was lent, as JSON. */
    lent: 'text?',
    action: 'integer?',
    takenOn: 'text?',
    /** The year of the action: it selects the codes and the file. */
    year: 'integer?',
    /** Principal reasons, as JSON. */
    reasons: 'text',
  },
  key: ['application'],
  indexes: [['year']],
}).on({
  ReceiptNoted: ({ application, receivedOn, loan }, _, rows) => {
    const asked = JSON.stringify(loan)
    // what completed it, if that was heard of before, says more
    return rows.put({ ...blank(application), receivedOn, asked }, { receivedOn })
  },
  CompletionNoted: ({ application, loan }, _, rows) => {
    const asked = JSON.stringify(loan)
    return rows.put({ ...blank(application), asked }, { asked })
  },
  LoanNoted: ({ application, amount, ratePercent, termMonths }, _, rows) => {
    const lent = JSON.stringify({ amount, ratePercent, termMonths })
    return rows.put({ ...blank(application), lent }, { lent })
  },
  ActionTaken: ({ application, action, takenOn, reasons: given }, _, rows) => {
    const ended = {
      ...{ action, takenOn, year: Number(takenOn.slice(0, 4)) },
      reasons: JSON.stringify(given),
    }
    return rows.put({ ...blank(application), ...ended }, ended)
  },
  RetentionEnded: ({ application }, _, rows) => rows.remove({ application }),
})

const blank = (application: string) => ({
  ...{ application, uli: identifierOf(application), receivedOn: null, asked: null, lent: null },
  ...{ action: null, takenOn: null, year: null, reasons: '[]' },
})
