import { cancel, processManager, send, wake } from '@watertight/domain'
import {
  AccountAged,
  AgeAccount,
  LoanBoarded,
  LoanPaidOff,
  PaymentReceived,
  PaymentReturned,
} from '../language.ts'

const look = ({ lookOn }: { readonly lookOn: string | null }) =>
  lookOn === null ? cancel('Look') : wake('Look', { at: new Date(`${lookOn}T00:00:00.000Z`) })

/** Looks at a loan on the days on which it grows older: a day after an instalment was due, after its days of grace, and at the edge of each bucket. Who pays moves the day. */
export const Delinquency = processManager('Delinquency', {
  hears: [LoanBoarded, PaymentReceived, PaymentReturned, AccountAged, LoanPaidOff],
  sends: [AgeAccount],
  alarms: ['Look'],
  initial: () => ({ is: 'Watching' }) as const,
}).on({
  events: {
    LoanBoarded: look,
    PaymentReceived: look,
    PaymentReturned: look,
    AccountAged: look,
    // a last payment that is returned begins it again
    LoanPaidOff: () => cancel('Look'),
  },
  alarms: {
    Look: (_, { id, at }) => send(id, AgeAccount({ on: at.toISOString().slice(0, 10) })),
  },
})
