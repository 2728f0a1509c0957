import { aggregate, type DataOf, Money, refuse } from '@watertight/domain'
import {
  CallOffPayment,
  CaptureFailed,
  CapturePayment,
  CaptureRequested,
  CloseDispute,
  CreditPayment,
  DisputeClosed,
  OpenDispute,
  PaidBack,
  PayBack,
  PaybackDeferred,
  type PaybackKind,
  PaybackNotOwed,
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
interface Due {
  readonly batch: string
  readonly amount: Amount
  readonly kind: PaybackKind
}
interface Credit {
  /** The credit note's own. */
  readonly batch: string
  readonly creditNote: string
  readonly amount: Amount
}
interface Open {
  readonly requested: Requested
  /** Credit notes that wait until it is taken. */
  readonly credits: readonly Credit[]
}
interface Taken {
  readonly requested: Requested
  /** What is not paid back, nor to be. */
  readonly left: Amount
  /** Paybacks that the card network has not confirmed, by their reference. */
  readonly due: { readonly [reference: string]: Due }
  /** The references that were ever used. */
  readonly used: readonly string[]
}
type PaymentState =
  | { readonly is: 'Nothing' }
  | ({ readonly is: 'Pending'; readonly calledOff?: string } & Open)
  | ({ readonly is: 'Authorised' } & Open)
  | ({ readonly is: 'Capturing'; readonly calledOff?: string } & Open)
  | ({ readonly is: 'Captured' } & Taken)
  | ({ readonly is: 'Disputed' } & Taken)
  | ({ readonly is: 'Voiding' } & Open)
  | { readonly is: 'Closed' }

const references = {
  'called off': (order: string) => `${order}-called-off`,
  dispute: (order: string) => `${order}-dispute`,
  // numbers of returns are each order's own
  return: (order: string, number: string) => `${order}/return/${number}`,
  'credit note': (order: string, number: string) => `${order}/credit-note/${number}`,
} as const satisfies { readonly [K in PaybackKind]: (order: string, number: string) => string }

/** Asks that everything which is left be paid back. */
const allBack = (
  { requested, left }: Pick<Taken, 'requested' | 'left'>,
  kind: 'called off' | 'dispute',
  reason: string,
): ReturnType<typeof PaybackRequested>[] => {
  const reference = references[kind](requested.order)
  return Money.from(left).isZero()
    ? []
    : [PaybackRequested({ ...requested, amount: left, reference, kind, reason })]
}

const giveAllBack = (state: Taken, reason: string) => [
  PaymentCalledOff({ ...state.requested, reason }),
  ...allBack(state, 'called off', reason),
]

/** Pays back what credit notes take, as far as there is something left of what was taken. */
function creditBack(
  { requested, left, used }: Pick<Taken, 'requested' | 'left' | 'used'>,
  credits: readonly Credit[],
) {
  let rest = Money.from(left)
  return credits.flatMap(({ batch, creditNote, amount }) => {
    const reference = references['credit note'](requested.order, creditNote)
    if (used.includes(reference)) return []
    const wanted = Money.from(amount)
    const paid = wanted.compare(rest) > 0 ? rest : wanted
    rest = rest.minus(paid)
    const because = { kind: 'credit note', reason: `credit note ${creditNote}` } as const
    const missing = { batch, creditNote, amount: wanted.minus(paid).toJSON() }
    return [
      ...(paid.isZero()
        ? []
        : [
            PaybackRequested({
              ...{ ...requested, batch, amount: paid.toJSON(), reference, ...because },
            }),
          ]),
      ...(paid.equals(wanted)
        ? []
        : notOwed({ requested, credits: [missing] }, 'it was paid back before')),
    ]
  })
}

/** Nothing is taken, so nothing goes back. */
const notOwed = ({ requested, credits }: Open, reason: string) =>
  credits.map((credit) => PaybackNotOwed({ ...requested, ...credit, reason }))

/** Once, however often it is asked for. */
const defer = (credit: DataOf<typeof CreditPayment>, { requested, credits }: Open) =>
  credits.some(({ creditNote }) => creditNote === credit.creditNote)
    ? []
    : PaybackDeferred({ ...requested, ...credit })

function payback(state: Taken, { reference: number, amount, reason }: DataOf<typeof PayBack>) {
  const wanted = Money.from(amount)
  const kind = 'return'
  const reference = references[kind](state.requested.order, number)
  // the first version asked under the bare number
  if (state.used.includes(reference) || state.used.includes(number))
    return refuse('AlreadyPaidBack', `${number} was paid back before`)
  if (wanted.isZero() || wanted.isNegative())
    return refuse('NothingToPayBack', `${wanted} is nothing that can be paid back`)
  if (wanted.compare(Money.from(state.left)) > 0)
    return refuse('MoreThanTaken', `of what was taken ${Money.from(state.left)} is left`)
  return PaybackRequested({ ...state.requested, reference, kind, amount, reason })
}

const recordPayback = (
  { due, requested }: Taken,
  { reference, refund }: DataOf<typeof RecordPayback>,
) => {
  const payback = Object.hasOwn(due, reference) ? due[reference] : undefined
  return payback === undefined
    ? refuse('NoSuchPayback', `nothing is to be paid back under ${reference}`)
    : PaidBack({ ...requested, ...payback, reference, refund })
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
    CreditPayment,
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
    PaybackDeferred,
    PaybackNotOwed,
    PaymentDisputed,
    DisputeClosed,
  ],
  // 2: credits
  version: 2,
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
      RecordDecline: ({ reason }, state) => [
        PaymentDeclined({ ...state.requested, reason }),
        ...notOwed(state, reason),
      ],
      CreditPayment: defer,
      // the card network may be answering already: what it says is waited for
      CallOffPayment: ({ reason }, { requested, calledOff }) =>
        calledOff === undefined ? PaymentCalledOff({ ...requested, reason }) : [],
    },
    Authorised: {
      CapturePayment: (_, { requested }) => CaptureRequested(requested),
      CreditPayment: defer,
      CallOffPayment: ({ reason }, { requested }) => [
        PaymentCalledOff({ ...requested, reason }),
        VoidRequested({ ...requested, reason }),
      ],
    },
    Capturing: {
      RecordCapture: ({ charge }, { requested, credits, calledOff: reason }) => {
        const taken = { requested, left: requested.amount, used: [] }
        return [
          PaymentCaptured({ ...requested, charge }),
          ...(reason === undefined
            ? creditBack(taken, credits)
            : [
                ...allBack(taken, 'called off', reason),
                ...notOwed({ requested, credits }, reason),
              ]),
        ]
      },
      RecordCaptureFailure: ({ reason }, state) => [
        CaptureFailed({ ...state.requested, reason }),
        ...notOwed(state, reason),
      ],
      CreditPayment: defer,
      CallOffPayment: ({ reason }, { requested, calledOff }) =>
        calledOff === undefined ? PaymentCalledOff({ ...requested, reason }) : [],
    },
    Captured: {
      CallOffPayment: ({ reason }, state) => giveAllBack(state, reason),
      PayBack: (wanted, state) => payback(state, wanted),
      CreditPayment: (credit, state) => creditBack(state, [credit]),
      RecordPayback: (paid, state) => recordPayback(state, paid),
      OpenDispute: ({ reason }, { requested }) => PaymentDisputed({ ...requested, reason }),
    },
    Disputed: {
      CallOffPayment: ({ reason }, state) => giveAllBack(state, reason),
      PayBack: (wanted, state) => payback(state, wanted),
      CreditPayment: (credit, state) => creditBack(state, [credit]),
      RecordPayback: (paid, state) => recordPayback(state, paid),
      CloseDispute: ({ outcome }, state) => {
        const closed = DisputeClosed({ ...state.requested, outcome })
        if (outcome === 'won') return closed
        return [closed, ...allBack(state, 'dispute', 'the dispute was lost')]
      },
    },
    Voiding: {
      RecordVoid: (_, state) => [
        PaymentVoided(state.requested),
        ...notOwed(state, 'the payment was let go'),
      ],
      CreditPayment: defer,
      CallOffPayment: () => [],
    },
    // declined, void or not to be had: there is nothing to give back
    Closed: {
      CallOffPayment: () => [],
      CreditPayment: (credit, _, { id: order }) =>
        PaybackNotOwed({ order, ...credit, reason: `nothing was taken for order ${order}` }),
    },
  })
  .evolve({
    PaymentRequested: (_, requested) => ({ is: 'Pending', requested, credits: [] }),
    PaymentAuthorised: (state, { authorisation: _, ...requested }) => ({
      ...{ is: 'Authorised', requested, credits: creditsOf(state) },
    }),
    PaymentDeclined: () => ({ is: 'Closed' }),
    CaptureRequested: (state, requested) => ({
      ...{ is: 'Capturing', requested, credits: creditsOf(state) },
    }),
    PaymentForestalled: () => ({ is: 'Closed' }),
    PaymentCaptured: (_, { charge: __, ...requested }) => ({
      ...{ is: 'Captured', requested, left: requested.amount, due: {}, used: [] },
    }),
    CaptureFailed: () => ({ is: 'Closed' }),
    PaymentCalledOff: (state, { reason: calledOff }) =>
      state.is === 'Pending' || state.is === 'Capturing' ? { ...state, calledOff } : state,
    VoidRequested: (state, { reason: _, ...requested }) => ({
      ...{ is: 'Voiding', requested, credits: creditsOf(state) },
    }),
    PaymentVoided: () => ({ is: 'Closed' }),
    PaybackRequested: (state, { reference, batch, amount, kind }) =>
      isTaken(state)
        ? {
            ...state,
            left: Money.from(state.left).minus(Money.from(amount)).toJSON(),
            due: { ...state.due, [reference]: { batch, amount, kind } },
            used: [...state.used, reference],
          }
        : state,
    PaidBack: (state, { reference }) => {
      if (!isTaken(state)) return state
      const { [reference]: _, ...due } = state.due
      return { ...state, due }
    },
    PaybackDeferred: (state, { batch, creditNote, amount }) =>
      'credits' in state
        ? { ...state, credits: [...state.credits, { batch, creditNote, amount }] }
        : state,
    PaybackNotOwed: (state) => state,
    PaymentDisputed: (state) => (isTaken(state) ? { ...state, is: 'Disputed' } : state),
    DisputeClosed: (state) => (isTaken(state) ? { ...state, is: 'Captured' } : state),
  })

const creditsOf = (state: PaymentState) => ('credits' in state ? state.credits : [])

const isTaken = (
  state: PaymentState,
): state is Extract<PaymentState, { readonly is: 'Captured' | 'Disputed' }> =>
  state.is === 'Captured' || state.is === 'Disputed'
