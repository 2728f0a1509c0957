import { command, event, moneyJson } from '@watertight/domain'
import { z } from 'zod'

const Day = z.iso.date()
const Loan = z.string().min(1).max(80)
/** Of a payment or a fee: one happens once. */
const Reference = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, 'expected a short reference')
const Because = z.string().trim().min(10, 'expected a reason of ten characters at least').max(500)

/** What a payment pays first; what is left repays principal. */
export const Allocation = z.enum(['fees-interest-principal', 'interest-fees-principal'])
export type Allocation = z.infer<typeof Allocation>

const DayCount = z.enum(['30/360', '30E/360', 'actual/360', 'actual/365', 'actual/actual'])

/** What is agreed about a loan. */
export const Terms = {
  amount: moneyJson,
  /** Yearly, nominal. */
  ratePercent: z.string().max(20),
  /** Monthly payments. */
  payments: z.int().min(1).max(600),
  /** The borrower is bound. */
  consummatedOn: Day,
  /** Interest is earned from this day; that of the days before was paid at the closing. */
  interestFrom: Day,
  firstDueOn: Day,
  dayCount: DayCount,
  allocation: Allocation,
}

/** The terms of an offer that was accepted; the loan has the id of its application, so one application is one loan. */
export const BoardLoan = command('BoardLoan', Terms)
/** It counts on the day it was received, whenever that is told: 12 CFR 1026.36(c)(1)(i). */
export const ReceivePayment = command('ReceivePayment', {
  payment: Reference,
  amount: moneyJson,
  receivedOn: Day,
})
/** The bank took a payment back. */
export const ReturnPayment = command('ReturnPayment', {
  payment: Reference,
  returnedOn: Day,
  because: Because,
})
/** Sent by the context itself. */
export const AgeAccount = command('AgeAccount', { on: Day })

// ---- events

/** `lookOn`: the next day on which something follows if nobody pays; null where nothing does. */
const lookOn = Day.nullable()

export const LoanBoarded = event('LoanBoarded', {
  loan: Loan,
  ...Terms,
  instalment: moneyJson,
  lookOn,
})
export const Bucket = z.enum(['current', '1-29', '30-59', '60-89', '90-119', '120+'])
export type Bucket = z.infer<typeof Bucket>
/** Days since the oldest instalment that is not paid was due, and the bucket they fall into. */
const age = { daysPastDue: z.int().min(0), bucket: Bucket }

export const PaymentReceived = event('PaymentReceived', {
  loan: Loan,
  payment: Reference,
  amount: moneyJson,
  receivedOn: Day,
  fees: moneyJson,
  interest: moneyJson,
  principal: moneyJson,
  /** Principal owed after all payments that are known. */
  balance: moneyJson,
  ...age,
  lookOn,
})
/** As if it had never been: what came after it is allocated anew. */
export const PaymentReturned = event('PaymentReturned', {
  loan: Loan,
  payment: Reference,
  amount: moneyJson,
  returnedOn: Day,
  because: Because,
  balance: moneyJson,
  ...age,
  lookOn,
})
export const FeeCharged = event('FeeCharged', {
  loan: Loan,
  fee: Reference,
  kind: z.enum(['late', 'returned']),
  amount: moneyJson,
  chargedOn: Day,
})
export const AccountAged = event('AccountAged', { loan: Loan, on: Day, ...age, lookOn })
export const LoanPaidOff = event('LoanPaidOff', { loan: Loan, paidOffOn: Day })
