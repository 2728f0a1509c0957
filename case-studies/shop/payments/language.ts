import { command, event, moneyJson } from '@watertight/domain'
import { z } from 'zod'

const Batch = z.string()
/** What the card network calls a charge or a refund. */
const CardReference = z.string()

// ---- payments: one for each order, under the order's number

export const RequestPayment = command('RequestPayment', { batch: Batch, amount: moneyJson })
export const RecordAuthorisation = command('RecordAuthorisation', { charge: CardReference })
export const RecordDecline = command('RecordDecline', { reason: z.string() })

const payment = { order: z.string(), batch: Batch, amount: moneyJson }
export const PaymentRequested = event('PaymentRequested', payment)
export const PaymentAuthorised = event('PaymentAuthorised', { ...payment, charge: CardReference })
export const PaymentDeclined = event('PaymentDeclined', { ...payment, reason: z.string() })

// ---- refunds: one for each credit note, under the credit note's number

const orders = z.array(z.string())

export const RequestRefund = command('RequestRefund', { batch: Batch, amount: moneyJson, orders })
export const RecordRefund = command('RecordRefund', { refund: CardReference })
export const RecordNothingOwed = command('RecordNothingOwed', { reason: z.string() })

const refund = { creditNote: z.string(), batch: Batch, amount: moneyJson }
export const RefundRequested = event('RefundRequested', { ...refund, orders })
export const RefundPaid = event('RefundPaid', { ...refund, refund: CardReference })
export const RefundNotOwed = event('RefundNotOwed', { ...refund, reason: z.string() })
