import { projection } from '@watertight/domain'
import {
  AccountAged,
  LoanBoarded,
  LoanPaidOff,
  PaymentReceived,
  PaymentReturned,
} from './language.ts'
import { OfferAccepted, OfferEnded, OfferMade } from './offer/language.ts'

/** Every loan, what of its principal is owed, and how late it is. */
export const Loans = projection('Loans', {
  hears: [LoanBoarded, PaymentReceived, PaymentReturned, AccountAged, LoanPaidOff],
  columns: {
    loan: 'text',
    amount: 'text',
    ratePercent: 'text',
    payments: 'integer',
    consummatedOn: 'text',
    balance: 'text',
    bucket: 'text',
    daysPastDue: 'integer',
    /** Active or paid off. */
    state: 'text',
    since: 'integer',
  },
  key: ['loan'],
  indexes: [['bucket', 'since'], ['since']],
}).on({
  LoanBoarded: ({ loan, amount, ratePercent, payments, consummatedOn }, { position }, rows) =>
    rows.put({
      ...{ loan, ratePercent, payments, consummatedOn, bucket: 'current', daysPastDue: 0 },
      amount: shown(amount),
      balance: shown(amount),
      ...{ state: 'active', since: position },
    }),
  PaymentReceived: ({ loan, balance, bucket, daysPastDue }, _, rows) =>
    rows.patch({ loan }, { balance: shown(balance), bucket, daysPastDue }),
  PaymentReturned: ({ loan, balance, bucket, daysPastDue }, _, rows) =>
    rows.patch({ loan }, { balance: shown(balance), bucket, daysPastDue, state: 'active' }),
  AccountAged: ({ loan, bucket, daysPastDue }, _, rows) =>
    rows.patch({ loan }, { bucket, daysPastDue }),
  LoanPaidOff: ({ loan }, _, rows) => rows.patch({ loan }, { state: 'paid off' }),
})

/** What may be taken, and what was. */
export const Offers = projection('Offers', {
  hears: [OfferMade, OfferAccepted, OfferEnded],
  columns: {
    application: 'text',
    amount: 'text',
    ratePercent: 'text',
    payments: 'integer',
    /** The last day on which it can be taken. */
    until: 'text',
    /** Open, accepted or ended. */
    state: 'text',
  },
  key: ['application'],
}).on({
  OfferMade: ({ application, amount, ratePercent, payments, until }, _, rows) =>
    rows.put({ application, ratePercent, payments, until, amount: shown(amount), state: 'open' }),
  OfferAccepted: ({ application }, _, rows) => rows.patch({ application }, { state: 'accepted' }),
  OfferEnded: ({ application }, _, rows) => rows.patch({ application }, { state: 'ended' }),
})

const shown = ({ amount, currency }: { readonly amount: string; readonly currency: string }) =>
  `${amount} ${currency}`
