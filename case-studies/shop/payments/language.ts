import { command, event, moneyJson } from '@watertight/domain'
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
export const PaybackRequested = event('PaybackRequested', {
  ...payment,
  reference: z.string(),
  reason: Reason,
})
export const PaidBack = event('PaidBack', {
  ...payment,
  reference: z.string(),
  refund: CardReference,
})
export const PaymentDisputed = event('PaymentDisputed', { ...payment, reason: Reason })
export const DisputeClosed = event('DisputeClosed', {
  ...payment,
  outcome: z.enum(['won', 'lost']),
})

// ---- refunds: one for each credit note, under the credit note's number

const orders = z.array(z.string())

export const RequestRefund = command('RequestRefund', { batch: Batch, amount: moneyJson, orders })
export const RecordRefund = command('RecordRefund', { refund: CardReference })
export const RecordNothingOwed = command('RecordNothingOwed', { reason: z.string() })

const refund = { creditNote: z.string(), batch: Batch, amount: moneyJson }
export const RefundRequested = event('RefundRequested', { ...refund, orders })
export const RefundPaid = event('RefundPaid', { ...refund, refund: CardReference })
export const RefundNotOwed = event('RefundNotOwed', { ...refund, reason: z.string() })
