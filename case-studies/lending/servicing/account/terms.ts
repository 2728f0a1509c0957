import { type DataOf, Money } from '@watertight/domain'
import { schedule } from '../../rates/index.ts'
import type { BoardLoan } from '../language.ts'

export type Terms = DataOf<typeof BoardLoan>

/** What this lender asks of who pays late; invented, within the four percent of 12 CFR 1026.34(a)(8). */
export const lateTerms = Object.freeze({
  graceDays: 15,
  lateFeePercent: 4,
  /** In the minor unit of the loan's currency. */
  returnedFeeMinor: 2_500,
})

/** The payments that were agreed: monthly, level, each rounded, the last takes what is left. */
export const agreedSchedule = (terms: Terms) =>
  schedule({
    amount: Money.from(terms.amount),
    calendar: {
      ...{ from: terms.interestFrom, firstDue: terms.firstDueOn, every: { months: 1 } },
      dayCount: terms.dayCount,
    },
    stages: [{ pays: 'level', payments: terms.payments, ratePercent: terms.ratePercent }],
    rounding: 'each-payment',
  })
