import { Money, plus, projection } from '@watertight/domain'
import {
  PaymentAuthorised,
  PaymentDeclined,
  PaymentRequested,
  RefundNotOwed,
  RefundPaid,
  RefundRequested,
} from './language.ts'

type Amount = { readonly amount: string; readonly currency: string }
const pence = (amount: Amount) => Money.from(amount).toMinorNumber()

/** To do: payments that the card network has not answered yet. */
export const PaymentsDue = projection('PaymentsDue', {
  hears: [PaymentRequested, PaymentAuthorised, PaymentDeclined],
  columns: { order: 'text', batch: 'text', pence: 'integer', since: 'integer' },
  key: ['order'],
  indexes: [['since']],
}).on({
  PaymentRequested: ({ order, batch, amount }, { position }, rows) =>
    rows.put({ order, batch, pence: pence(amount), since: position }),
  PaymentAuthorised: ({ order }, _, rows) => rows.remove({ order }),
  PaymentDeclined: ({ order }, _, rows) => rows.remove({ order }),
})

/** To do: refunds that are not paid yet. `orders` are numbers separated by spaces. */
export const RefundsDue = projection('RefundsDue', {
  hears: [RefundRequested, RefundPaid, RefundNotOwed],
  columns: {
    creditNote: 'text',
    batch: 'text',
    pence: 'integer',
    orders: 'text',
    since: 'integer',
  },
  key: ['creditNote'],
  indexes: [['since']],
}).on({
  RefundRequested: ({ creditNote, batch, amount, orders }, { position }, rows) =>
    rows.put({
      creditNote,
      batch,
      pence: pence(amount),
      orders: orders.join(' '),
      since: position,
    }),
  RefundPaid: ({ creditNote }, _, rows) => rows.remove({ creditNote }),
  RefundNotOwed: ({ creditNote }, _, rows) => rows.remove({ creditNote }),
})

/** How each order's payment stands. */
export const PaymentList = projection('PaymentList', {
  hears: [PaymentRequested, PaymentAuthorised, PaymentDeclined],
  columns: { order: 'text', state: 'text', pence: 'integer', charge: 'text?' },
  key: ['order'],
}).on({
  PaymentRequested: ({ order, amount }, _, rows) =>
    rows.put({ order, state: 'pending', pence: pence(amount), charge: null }),
  PaymentAuthorised: ({ order, charge }, _, rows) =>
    rows.patch({ order }, { state: 'authorised', charge }),
  PaymentDeclined: ({ order }, _, rows) => rows.patch({ order }, { state: 'declined' }),
})

const nothing = {
  requested: 0,
  authorised: 0,
  authorisedPence: 0,
  declined: 0,
  refundsRequested: 0,
  refunded: 0,
  refundedPence: 0,
  notOwed: 0,
}
const counters = Object.fromEntries(Object.keys(nothing).map((name) => [name, 'integer'])) as {
  readonly [K in keyof typeof nothing]: 'integer'
}

/** What a batch adds up to. */
export const Figures = projection('Figures', {
  hears: [
    PaymentRequested,
    PaymentAuthorised,
    PaymentDeclined,
    RefundRequested,
    RefundPaid,
    RefundNotOwed,
  ],
  columns: { batch: 'text', ...counters },
  key: ['batch'],
}).on({
  PaymentRequested: ({ batch }, _, rows) =>
    rows.put({ batch, ...nothing, requested: 1 }, { requested: plus(1) }),
  PaymentAuthorised: ({ batch, amount }, _, rows) =>
    rows.patch({ batch }, { authorised: plus(1), authorisedPence: plus(pence(amount)) }),
  PaymentDeclined: ({ batch }, _, rows) => rows.patch({ batch }, { declined: plus(1) }),
  RefundRequested: ({ batch }, _, rows) =>
    rows.put({ batch, ...nothing, refundsRequested: 1 }, { refundsRequested: plus(1) }),
  RefundPaid: ({ batch, amount }, _, rows) =>
    rows.patch({ batch }, { refunded: plus(1), refundedPence: plus(pence(amount)) }),
  RefundNotOwed: ({ batch }, _, rows) => rows.patch({ batch }, { notOwed: plus(1) }),
})
