import { boundedContext, publish } from '@watertight/domain'
import { LoanAccount } from './account/loan-account.ts'
import { Delinquency } from './delinquency/delinquency.ts'
import { fromOrigination } from './from-origination.ts'
import { fromUnderwriting } from './from-underwriting.ts'
import { BoardLoan, LoanBoarded, LoanPaidOff, ReceivePayment, ReturnPayment } from './language.ts'
import { Boarding } from './offer/boarding.ts'
import { AcceptOffer } from './offer/language.ts'
import { Offer } from './offer/offer.ts'
import { LoanBoardedV1, LoanPaidOffV1, ServicingLanguage } from './published.ts'

export const Servicing = boundedContext('servicing', {
  purpose: 'Offers what was approved, and looks after loans that are made, to the last cent.',
  owns: [Offer, LoanAccount],
  accepts: [AcceptOffer, BoardLoan, ReceivePayment, ReturnPayment],
  speaks: ServicingLanguage,
  publishes: [
    publish(
      LoanBoardedV1,
      LoanBoarded,
      ({ amount, ratePercent, payments: termMonths, consummatedOn }) => ({
        ...{ amount, ratePercent, termMonths, consummatedOn },
      }),
    ),
    publish(LoanPaidOffV1, LoanPaidOff, ({ paidOffOn }) => ({ paidOffOn })),
  ],
  hears: [fromOrigination, fromUnderwriting],
  runs: [Boarding, Delinquency],
})
