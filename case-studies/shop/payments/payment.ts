import { aggregate, type DataOf, Money, refuse } from '@watertight/domain'
import {
  CallOffPayment,
  CaptureFailed,
  CapturePayment,
  CaptureRequested,
  CloseDispute,
  DisputeClosed,
  OpenDispute,
  PaidBack,
  PayBack,
  PaybackRequested,
  PaymentAuthorised,
  PaymentCalledOff,
  PaymentCaptured,
  PaymentDeclined,
  PaymentDisputed,
  PaymentForestalled,
  PaymentRequested,
  PaymentVoided,
  RecordAuthorisation,
  RecordCapture,
  RecordCaptureFailure,
  RecordDecline,
  RecordPayback,
  RecordVoid,
  RequestPayment,
  VoidRequested,
} from './language.ts'

type Requested = DataOf<typeof PaymentRequested>
type Amount = Requested['amount']
interface Taken {
  readonly requested: Requested
  /** What is not paid back, nor to be. */
  readonly left: Amount
  /** Paybacks that the card network has not confirmed, by their reference. */
  readonly due: { readonly [reference: string]: Amount }
  /** The references that were ever used. */
  readonly used: readonly string[]
}
type PaymentState =
  | { readonly is: 'Nothing' }
  | { readonly is: 'Pending'; readonly requested: Requested; readonly calledOff?: string }
  | { readonly is: 'Authorised'; readonly requested: Requested }
  | { readonly is: 'Capturing'; readonly requested: Requested; readonly calledOff?: string }
  | ({ readonly is: 'Captured' } & Taken)
  | ({ readonly is: 'Disputed' } & Taken)
  | { readonly is: 'Voiding'; readonly requested: Requested }
  | { readonly is: 'Closed' }

/** What is paid back where an order is given up, and where a dispute is lost. */
const calledOffReference = (order: string) => `${order}-called-off`
const disputeReference = (order: string) => `${order}-dispute`

/** Asks that everything which is left be paid back. */
const allBack = (
  { requested, left }: Taken,
  reference: string,
  reason: string,
): ReturnType<typeof PaybackRequested>[] =>
  Money.from(left).isZero()
    ? []
    : [PaybackRequested({ ...requested, amount: left, reference, reason })]

const giveAllBack = (state: Taken, reason: string) => [
  PaymentCalledOff({ ...state.requested, reason }),
  ...allBack(state, calledOffReference(state.requested.order), reason),
]

function payback(state: Taken, { reference, amount, reason }: DataOf<typeof PayBack>) {
  const wanted = Money.from(amount)
  if (state.used.includes(reference))
    return refuse('AlreadyPaidBack', `${reference} was paid back before`)
  if (wanted.isZero() || wanted.isNegative())
    return refuse('NothingToPayBack', `${wanted} is nothing that can be paid back`)
  if (wanted.compare(Money.from(state.left)) > 0)
    return refuse('MoreThanTaken', `of what was taken ${Money.from(state.left)} is left`)
  return PaybackRequested({ ...state.requested, reference, amount, reason })
}

const recordPayback = (
  { due, requested }: Taken,
  { reference, refund }: DataOf<typeof RecordPayback>,
) => {
  const amount = Object.hasOwn(due, reference) ? due[reference] : undefined
  return amount === undefined
    ? refuse('NoSuchPayback', `nothing is to be paid back under ${reference}`)
    : PaidBack({ ...requested, amount, reference, refund })
}

/** An order's payment: held when the order is placed, taken when its goods are reserved, and given back where that is called off, however far it is. */
export const Payment = aggregate('Payment', {
  commands: [
    RequestPayment,
    RecordAuthorisation,
    RecordDecline,
    CapturePayment,
    RecordCapture,
    RecordCaptureFailure,
    CallOffPayment,
    RecordVoid,
    PayBack,
    RecordPayback,
    OpenDispute,
    CloseDispute,
  ],
  events: [
    PaymentRequested,
    PaymentAuthorised,
    PaymentDeclined,
    CaptureRequested,
    PaymentCaptured,
    CaptureFailed,
    PaymentCalledOff,
    PaymentForestalled,
    VoidRequested,
    PaymentVoided,
    PaybackRequested,
    PaidBack,
    PaymentDisputed,
    DisputeClosed,
  ],
  initial: (): PaymentState => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      RequestPayment: ({ batch, amount }, _, { id: order }) =>
        PaymentRequested({ order, batch, amount }),
      // the order was given up faster than it was heard of
      CallOffPayment: ({ reason }, _, { id: order }) => PaymentForestalled({ order, reason }),
    },
    Pending: {
      RecordAuthorisation: ({ authorisation }, { requested, calledOff: reason }) => {
        const authorised = PaymentAuthorised({ ...requested, authorisation })
        return reason === undefined
          ? authorised
          : [authorised, VoidRequested({ ...requested, reason })]
      },
      RecordDecline: ({ reason }, { requested }) => PaymentDeclined({ ...requested, reason }),
      // the card network may be answering already: what it says is waited for
      CallOffPayment: ({ reason }, { requested, calledOff }) =>
        calledOff === undefined ? PaymentCalledOff({ ...requested, reason }) : [],
    },
    Authorised: {
      CapturePayment: (_, { requested }) => CaptureRequested(requested),
      CallOffPayment: ({ reason }, { requested }) => [
        PaymentCalledOff({ ...requested, reason }),
        VoidRequested({ ...requested, reason }),
      ],
    },
    Capturing: {
      RecordCapture: ({ charge }, { requested, calledOff: reason }) => {
        const captured = PaymentCaptured({ ...requested, charge })
        if (reason === undefined) return captured
        const reference = calledOffReference(requested.order)
        return [captured, PaybackRequested({ ...requested, reference, reason })]
      },
      RecordCaptureFailure: ({ reason }, { requested }) => CaptureFailed({ ...requested, reason }),
      CallOffPayment: ({ reason }, { requested, calledOff }) =>
        calledOff === undefined ? PaymentCalledOff({ ...requested, reason }) : [],
    },
    Captured: {
      CallOffPayment: ({ reason }, state) => giveAllBack(state, reason),
      PayBack: (wanted, state) => payback(state, wanted),
      RecordPayback: (paid, state) => recordPayback(state, paid),
      OpenDispute: ({ reason }, { requested }) => PaymentDisputed({ ...requested, reason }),
    },
    Disputed: {
      CallOffPayment: ({ reason }, state) => giveAllBack(state, reason),
      PayBack: (wanted, state) => payback(state, wanted),
      RecordPayback: (paid, state) => recordPayback(state, paid),
      CloseDispute: ({ outcome }, state) => {
        const closed = DisputeClosed({ ...state.requested, outcome })
        if (outcome === 'won') return closed
        const reference = disputeReference(state.requested.order)
        return [closed, ...allBack(state, reference, 'the dispute was lost')]
      },
    },
    Voiding: {
      RecordVoid: (_, { requested }) => PaymentVoided(requested),
      CallOffPayment: () => [],
    },
    // declined, void or not to be had: there is nothing to give back
    Closed: { CallOffPayment: () => [] },
  })
  .evolve({
    PaymentRequested: (_, requested) => ({ is: 'Pending', requested }),
    PaymentAuthorised: (_, { authorisation: __, ...requested }) => ({
      is: 'Authorised',
      requested,
    }),
    PaymentDeclined: () => ({ is: 'Closed' }),
    CaptureRequested: (_, requested) => ({ is: 'Capturing', requested }),
    PaymentForestalled: () => ({ is: 'Closed' }),
    PaymentCaptured: (_, { charge: __, ...requested }) => ({
      ...{ is: 'Captured', requested, left: requested.amount, due: {}, used: [] },
    }),
    CaptureFailed: () => ({ is: 'Closed' }),
    PaymentCalledOff: (state, { reason: calledOff }) =>
      state.is === 'Pending' || state.is === 'Capturing' ? { ...state, calledOff } : state,
    VoidRequested: (_, { reason: __, ...requested }) => ({ is: 'Voiding', requested }),
    PaymentVoided: () => ({ is: 'Closed' }),
    PaybackRequested: (state, { reference, amount }) =>
      isTaken(state)
        ? {
            ...state,
            left: Money.from(state.left).minus(Money.from(amount)).toJSON(),
            due: { ...state.due, [reference]: amount },
            used: [...state.used, reference],
          }
        : state,
    PaidBack: (state, { reference }) => {
      if (!isTaken(state)) return state
      const { [reference]: _, ...due } = state.due
      return { ...state, due }
    },
    PaymentDisputed: (state) => (isTaken(state) ? { ...state, is: 'Disputed' } : state),
    DisputeClosed: (state) => (isTaken(state) ? { ...state, is: 'Captured' } : state),
  })

const isTaken = (
  state: PaymentState,
): state is Extract<PaymentState, { readonly is: 'Captured' | 'Disputed' }> =>
  state.is === 'Captured' || state.is === 'Disputed'
