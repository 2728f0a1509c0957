import { command, event, type MoneyJson, moneyJson } from '@watertight/domain'
import { z } from 'zod'

const Batch = z.string()
/** What the card network calls what it has done. */
const CardReference = z.string()
const Reason = z.string().min(1).max(200)

// ---- payments: one for each order, under the order's number

export const RequestPayment = command('RequestPayment', { batch: Batch, amount: moneyJson })
export const RecordAuthorisation = command('RecordAuthorisation', { authorisation: CardReference })
export const RecordDecline = command('RecordDecline', { reason: z.string() })
/** Take the money that is held. */
export const CapturePayment = command('CapturePayment', {})
export const RecordCapture = command('RecordCapture', { charge: CardReference })
export const RecordCaptureFailure = command('RecordCaptureFailure', { reason: z.string() })
/** The order is given up: what is held is let go, and what was taken is paid back. */
export const CallOffPayment = command('CallOffPayment', { reason: Reason })
export const RecordVoid = command('RecordVoid', {})
/** Pay a part back: of a return, say. */
export const PayBack = command('PayBack', {
  /** Of the credit note; what is paid back under one happens once. */
  reference: z.string().min(1).max(128),
  amount: moneyJson,
  reason: Reason,
})
export const RecordPayback = command('RecordPayback', {
  reference: z.string(),
  refund: CardReference,
})
/** A credit note takes lines of the order back: what they cost is paid back, as soon as it is taken. */
export const CreditPayment = command('CreditPayment', {
  batch: Batch,
  creditNote: z.string(),
  amount: moneyJson,
})
/** The cardholder's bank wants the money back. */
export const OpenDispute = command('OpenDispute', { reason: Reason })
/** Won: we keep the money. Lost: what is left of it goes back. */
export const CloseDispute = command('CloseDispute', { outcome: z.enum(['won', 'lost']) })

const payment = { order: z.string(), batch: Batch, amount: moneyJson }
export const PaymentRequested = event('PaymentRequested', payment)
/** The money is held. Version 1 called the authorisation a charge: the two were one. */
export const PaymentAuthorised = event(
  'PaymentAuthorised',
  { ...payment, authorisation: CardReference },
  {
    version: 2,
    upcast: {
      1: ({ charge, ...rest }: { readonly charge: string }) => ({ ...rest, authorisation: charge }),
    },
  },
)
export const PaymentDeclined = event('PaymentDeclined', { ...payment, reason: z.string() })
export const CaptureRequested = event('CaptureRequested', payment)
export const PaymentCaptured = event('PaymentCaptured', { ...payment, charge: CardReference })
export const CaptureFailed = event('CaptureFailed', { ...payment, reason: z.string() })
export const PaymentCalledOff = event('PaymentCalledOff', { ...payment, reason: Reason })
/** The order was given up before its payment was ever asked for. */
export const PaymentForestalled = event('PaymentForestalled', { order: z.string(), reason: Reason })
export const VoidRequested = event('VoidRequested', { ...payment, reason: Reason })
export const PaymentVoided = event('PaymentVoided', payment)
/** Why money is paid back. */
const PaybackKind = z.enum(['called off', 'return', 'credit note', 'dispute'])
export type PaybackKind = z.infer<typeof PaybackKind>
/** Version 1 knew the kind by the reference alone; its returns of two orders could share one. */
const kindOf = (reference: string): PaybackKind =>
  reference.endsWith('-called-off')
    ? 'called off'
    : reference.endsWith('-dispute')
      ? 'dispute'
      : 'return'
const withKind = {
  version: 2,
  upcast: {
    1: <T extends { readonly reference: string }>(before: T) => ({
      ...{ ...before, kind: kindOf(before.reference) },
    }),
  },
} as const
const payback = {
  ...payment,
  /** What the card network is asked for under: no two paybacks share one, of whatever order. */
  reference: z.string(),
  kind: PaybackKind,
}
export const PaybackRequested = event('PaybackRequested', { ...payback, reason: Reason }, withKind)
export const PaidBack = event('PaidBack', { ...payback, refund: CardReference }, withKind)
/** It is credited before it is taken: it waits for that. */
export const PaybackDeferred = event('PaybackDeferred', { ...payment, creditNote: z.string() })
/** What a credit note takes back was never taken, or has been paid back before. */
export const PaybackNotOwed = event('PaybackNotOwed', {
  ...{ ...payment, creditNote: z.string(), reason: Reason },
})
export const PaymentDisputed = event('PaymentDisputed', { ...payment, reason: Reason })
export const DisputeClosed = event('DisputeClosed', {
  ...payment,
  outcome: z.enum(['won', 'lost']),
})

// ---- refunds: what a credit note pays back on no order, under the credit note's number

export const RequestRefund = command('RequestRefund', { batch: Batch, amount: moneyJson })
export const RecordRefund = command('RecordRefund', { refund: CardReference })

const refund = { creditNote: z.string(), batch: Batch, amount: moneyJson }
/** Version 1 paid all of a credit note, once its orders were paid. */
export const RefundRequested = event('RefundRequested', refund, {
  version: 2,
  upcast: {
    1: ({ orders: _, ...rest }: RefundBefore) => rest,
  },
})
interface RefundBefore {
  readonly creditNote: string
  readonly batch: string
  readonly amount: MoneyJson
  readonly orders: readonly string[]
}
export const RefundPaid = event('RefundPaid', { ...refund, refund: CardReference })
/** Of the first version, where an order of the credit note was never paid. */
export const RefundNotOwed = event('RefundNotOwed', { ...refund, reason: z.string() })
