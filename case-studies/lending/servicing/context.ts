import { boundedContext, publish } from '@watertight/domain'
import { LoanAccount } from './account/loan-account.ts'
import { Delinquency } from './delinquency/delinquency.ts'
import { BoardLoan, LoanBoarded, LoanPaidOff, ReceivePayment, ReturnPayment } from './language.ts'
import { LoanBoardedV1, LoanPaidOffV1, ServicingLanguage } from './published.ts'

export const Servicing = boundedContext('servicing', {
  purpose: 'Looks after loans that are made, from the first day to the last cent.',
  owns: [LoanAccount],
  accepts: [BoardLoan, ReceivePayment, ReturnPayment],
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
  runs: [Delinquency],
})
