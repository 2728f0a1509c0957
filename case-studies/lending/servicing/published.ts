import { event, moneyJson, publishedLanguage } from '@watertight/domain'
import { z } from 'zod'
import { BoardLoan, ReceivePayment, ReturnPayment } from './language.ts'
import { AcceptOffer } from './offer/language.ts'

/** An offer was accepted and the loan is made. Its subject is the application. */
export const LoanBoardedV1 = event('lending.LoanBoarded.v1', {
  amount: moneyJson,
  ratePercent: z.string(),
  termMonths: z.int(),
  consummatedOn: z.iso.date(),
})
/** Nothing is owed any more. Its subject is the application. */
export const LoanPaidOffV1 = event('lending.LoanPaidOff.v1', { paidOffOn: z.iso.date() })

/** What servicing promises to other contexts, and what they may ask of it. */
export const ServicingLanguage = publishedLanguage('servicing', [LoanBoardedV1, LoanPaidOffV1], {
  Offer: [AcceptOffer],
  LoanAccount: [BoardLoan, ReceivePayment, ReturnPayment],
})
