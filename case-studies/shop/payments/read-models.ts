import { Money, plus, projection } from '@watertight/domain'
import {
  CaptureFailed,
  CaptureRequested,
  DisputeClosed,
  PaidBack,
  PaybackNotOwed,
  PaybackRequested,
  PaymentAuthorised,
  PaymentCalledOff,
  PaymentCaptured,
  PaymentDeclined,
  PaymentDisputed,
  PaymentRequested,
  PaymentVoided,
  RefundNotOwed,
  RefundPaid,
  RefundRequested,
  VoidRequested,
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

/** To do: what is held and is to be taken or let go, and what was taken and is to be paid back. */
export const SettlementsDue = projection('SettlementsDue', {
  hears: [
    CaptureRequested,
    PaymentCaptured,
    CaptureFailed,
    VoidRequested,
    PaymentVoided,
    PaybackRequested,
    PaidBack,
  ],
  columns: {
    kind: 'text',
    reference: 'text',
    order: 'text',
    batch: 'text',
    pence: 'integer',
    since: 'integer',
  },
  key: ['kind', 'reference'],
  indexes: [['since']],
}).on({
  CaptureRequested: ({ order, batch, amount }, { position: since }, rows) =>
    rows.put({ kind: 'capture', reference: order, order, batch, pence: pence(amount), since }),
  PaymentCaptured: ({ order }, _, rows) => rows.remove({ kind: 'capture', reference: order }),
  CaptureFailed: ({ order }, _, rows) => rows.remove({ kind: 'capture', reference: order }),
  VoidRequested: ({ order, batch, amount }, { position: since }, rows) =>
    rows.put({ kind: 'void', reference: order, order, batch, pence: pence(amount), since }),
  PaymentVoided: ({ order }, _, rows) => rows.remove({ kind: 'void', reference: order }),
  PaybackRequested: ({ order, batch, amount, reference }, { position: since }, rows) =>
    rows.put({ kind: 'payback', reference, order, batch, pence: pence(amount), since }),
  PaidBack: ({ reference }, _, rows) => rows.remove({ kind: 'payback', reference }),
})

/** To do: refunds that are not paid yet. */
export const RefundsDue = projection('RefundsDue', {
  version: 2,
  hears: [RefundRequested, RefundPaid, RefundNotOwed],
  columns: { creditNote: 'text', batch: 'text', pence: 'integer', since: 'integer' },
  key: ['creditNote'],
  indexes: [['since']],
}).on({
  RefundRequested: ({ creditNote, batch, amount }, { position: since }, rows) =>
    rows.put({ creditNote, batch, pence: pence(amount), since }),
  RefundPaid: ({ creditNote }, _, rows) => rows.remove({ creditNote }),
  RefundNotOwed: ({ creditNote }, _, rows) => rows.remove({ creditNote }),
})

/** How each order's payment stands. */
export const PaymentList = projection('PaymentList', {
  version: 2,
  hears: [
    PaymentRequested,
    PaymentAuthorised,
    PaymentDeclined,
    PaymentCaptured,
    CaptureFailed,
    PaymentCalledOff,
    PaymentVoided,
    PaidBack,
    PaymentDisputed,
    DisputeClosed,
  ],
  columns: {
    order: 'text',
    state: 'text',
    pence: 'integer',
    paidBackPence: 'integer',
    charge: 'text?',
    dispute: 'text?',
  },
  key: ['order'],
}).on({
  PaymentRequested: ({ order, amount }, _, rows) =>
    rows.put({
      ...{ order, state: 'pending', pence: pence(amount), paidBackPence: 0 },
      ...{ charge: null, dispute: null },
    }),
  PaymentAuthorised: ({ order, authorisation }, _, rows) =>
    rows.patch({ order }, { state: 'authorised', charge: authorisation }),
  PaymentDeclined: ({ order }, _, rows) => rows.patch({ order }, { state: 'declined' }),
  PaymentCaptured: ({ order, charge }, _, rows) =>
    rows.patch({ order }, { state: 'captured', charge }),
  CaptureFailed: ({ order }, _, rows) => rows.patch({ order }, { state: 'not to be had' }),
  PaymentCalledOff: ({ order }, _, rows) => rows.patch({ order }, { state: 'called off' }),
  PaymentVoided: ({ order }, _, rows) => rows.patch({ order }, { state: 'void' }),
  PaidBack: ({ order, amount }, _, rows) =>
    rows.patch({ order }, { paidBackPence: plus(pence(amount)) }),
  PaymentDisputed: ({ order }, _, rows) => rows.patch({ order }, { dispute: 'open' }),
  DisputeClosed: ({ order, outcome }, _, rows) => rows.patch({ order }, { dispute: outcome }),
})

const nothing = {
  requested: 0,
  authorised: 0,
  authorisedPence: 0,
  declined: 0,
  captureRequested: 0,
  captured: 0,
  capturedPence: 0,
  captureFailed: 0,
  voidRequested: 0,
  voided: 0,
  paybacksRequested: 0,
  paidBack: 0,
  paidBackPence: 0,
  disputed: 0,
  disputesLost: 0,
  refundsRequested: 0,
  refunded: 0,
  refundedPence: 0,
  notOwed: 0,
  paybacksNotOwed: 0,
}
const counters = Object.fromEntries(Object.keys(nothing).map((name) => [name, 'integer'])) as {
  readonly [K in keyof typeof nothing]: 'integer'
}

/** What a batch adds up to. */
export const Figures = projection('Figures', {
  version: 3,
  hears: [
    PaymentRequested,
    PaymentAuthorised,
    PaymentDeclined,
    CaptureRequested,
    PaymentCaptured,
    CaptureFailed,
    VoidRequested,
    PaymentVoided,
    PaybackRequested,
    PaidBack,
    PaybackNotOwed,
    PaymentDisputed,
    DisputeClosed,
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
  CaptureRequested: ({ batch }, _, rows) => rows.patch({ batch }, { captureRequested: plus(1) }),
  PaymentCaptured: ({ batch, amount }, _, rows) =>
    rows.patch({ batch }, { captured: plus(1), capturedPence: plus(pence(amount)) }),
  CaptureFailed: ({ batch }, _, rows) => rows.patch({ batch }, { captureFailed: plus(1) }),
  VoidRequested: ({ batch }, _, rows) => rows.patch({ batch }, { voidRequested: plus(1) }),
  PaymentVoided: ({ batch }, _, rows) => rows.patch({ batch }, { voided: plus(1) }),
  PaybackRequested: ({ batch, kind }, _, rows) =>
    kind === 'credit note'
      ? rows.put({ batch, ...nothing, refundsRequested: 1 }, { refundsRequested: plus(1) })
      : rows.patch({ batch }, { paybacksRequested: plus(1) }),
  PaidBack: ({ batch, amount, kind }, _, rows) =>
    rows.patch(
      { batch },
      kind === 'credit note'
        ? { refunded: plus(1), refundedPence: plus(pence(amount)) }
        : { paidBack: plus(1), paidBackPence: plus(pence(amount)) },
    ),
  PaybackNotOwed: ({ batch }, _, rows) =>
    rows.put({ batch, ...nothing, paybacksNotOwed: 1 }, { paybacksNotOwed: plus(1) }),
  PaymentDisputed: ({ batch }, _, rows) => rows.patch({ batch }, { disputed: plus(1) }),
  DisputeClosed: ({ batch, outcome }, _, rows) =>
    outcome === 'lost' ? rows.patch({ batch }, { disputesLost: plus(1) }) : [],
  RefundRequested: ({ batch }, _, rows) =>
    rows.put({ batch, ...nothing, refundsRequested: 1 }, { refundsRequested: plus(1) }),
  RefundPaid: ({ batch, amount }, _, rows) =>
    rows.patch({ batch }, { refunded: plus(1), refundedPence: plus(pence(amount)) }),
  RefundNotOwed: ({ batch }, _, rows) => rows.patch({ batch }, { notOwed: plus(1) }),
})
