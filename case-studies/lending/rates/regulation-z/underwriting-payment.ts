import { isRefusal, type Money, type Refusal } from '@watertight/domain'
import { whole } from '../number/fixed.ts'
import { compare, ratio, times } from '../number/ratio.ts'
import { type ExactMoney, toMoney } from '../schedule/exact-money.ts'
import { levelPayment as levelOf } from '../schedule/payment-rule.ts'
import { type NoSchedule, nominalRate, type Stage, schedule } from '../schedule/schedule.ts'
import { checkAmounts, checkCount, type UnfitAmounts } from '../solve/checked.ts'

export type NoPayment = UnfitAmounts | Refusal<'CountInvalid' | 'NumberUnreadable' | 'RateNegative'>

/** What repays an amount in so many equal payments, before it is rounded: for print by `toMoney` or, as the official interpretations have it, `toWholeUnits`. */
export function levelPayment(loan: {
  readonly amount: ExactMoney | Money
  readonly ratePercent: string
  readonly payments: number
  /** 12, unless told. */
  readonly perYear?: number
}): ExactMoney | NoPayment {
  const { amount, ratePercent, payments, perYear = 12 } = loan
  const exact = exactOf(amount)
  const unfit =
    checkAmounts([toMoney(exact)]) ??
    checkCount('payments', payments) ??
    checkCount('payments a year', perYear)
  if (unfit) return unfit
  const rate = nominalRate(ratePercent)
  if (isRefusal(rate)) return rate
  const factor = times(rate, ratio(1n, BigInt(perYear)))
  return {
    exactMinor: levelOf({ owed: exact.exactMinor, factor: () => factor }, payments),
    currency: exact.currency,
  }
}

const exactOf = (amount: ExactMoney | Money): ExactMoney =>
  'exactMinor' in amount ? amount : { exactMinor: whole(amount.minor), currency: amount.currency }

/** A loan whose payment is to be judged against an income: 12 CFR 1026.43(c)(5). */
export type UnderwrittenLoan = {
  readonly amount: Money
  /** Of the whole term, in months. */
  readonly months: number
} & (
  | {
      readonly feature: 'none' | 'interest-only'
      readonly introductoryRatePercent: string
      /** Index and margin at consummation; the introductory rate, unless told. */
      readonly fullyIndexedRatePercent?: string
      /** Of an interest-only loan. */
      readonly interestOnlyMonths?: number
    }
  | {
      readonly feature: 'balloon'
      readonly ratePercent: string
      /** After how many payments it falls due. */
      readonly balloonAt: number
      /** Then the balloon counts whenever it is due, else in the first five years alone. */
      readonly isHigherPriced: boolean
    }
  | {
      readonly feature: 'negative-amortization'
      readonly ratePercent: string
      readonly firstPayment: Money
      readonly risesYearlyByPercent: string
      /** How long payments may fall short of the interest. */
      readonly shortMonths: number
    }
)

export interface UnderwritingPayment {
  readonly payment: ExactMoney
  /** What the payment has to repay, where it is more than the loan. */
  readonly maximumLoanAmount?: ExactMoney
}

/** The monthly payment by which ability to repay is judged: fully amortising at the greater of introductory and fully indexed rate, and for each of the loans with a catch as 12 CFR 1026.43(c)(5)(ii) has it. */
export function underwritingPayment(
  loan: UnderwrittenLoan,
): UnderwritingPayment | NoPayment | NoSchedule {
  switch (loan.feature) {
    case 'none':
    case 'interest-only': {
      const rate = greaterRate(loan.introductoryRatePercent, loan.fullyIndexedRatePercent)
      if (isRefusal(rate)) return rate
      const payments = loan.months - (loan.interestOnlyMonths ?? 0)
      return asAnswer(levelPayment({ amount: loan.amount, ratePercent: rate, payments }))
    }
    case 'balloon':
      return largestPayment(loan)
    case 'negative-amortization':
      return paymentAtRecast(loan)
  }
}

function greaterRate(introductory: string, indexed = introductory) {
  const [one, other] = [nominalRate(introductory), nominalRate(indexed)]
  if (isRefusal(one)) return one
  if (isRefusal(other)) return other
  return compare(one, other) >= 0 ? introductory : indexed
}

const asAnswer = (payment: ExactMoney | NoPayment): UnderwritingPayment | NoPayment =>
  isRefusal(payment) ? payment : { payment }

/** The first five years count, 60 payments after the first one is due: 12 CFR 1026.43(c)(5)(ii)(A). */
const firstFiveYears = 60

function largestPayment(loan: UnderwrittenLoan & { feature: 'balloon' }) {
  const { amount, months, ratePercent, balloonAt, isHigherPriced } = loan
  const unfit = checkCount('months', months, balloonAt)
  if (unfit) return unfit
  const plan = schedule({
    amount,
    calendar: { perYear: 12 },
    rounding: 'unrounded',
    stages: [{ payments: balloonAt, ratePercent, pays: 'level', over: months }],
  })
  if (isRefusal(plan)) return plan
  const counted = isHigherPriced || balloonAt <= firstFiveYears ? balloonAt : 1
  return { payment: plan.totals(counted, counted).payments }
}

function paymentAtRecast(loan: UnderwrittenLoan & { feature: 'negative-amortization' }) {
  const { amount, months, ratePercent, firstPayment, risesYearlyByPercent, shortMonths } = loan
  const plan = schedule({
    amount,
    calendar: { perYear: 12 },
    rounding: 'unrounded',
    stages: [
      {
        payments: shortMonths,
        ratePercent,
        pays: 'rising',
        first: firstPayment,
        byPercent: risesYearlyByPercent,
        every: 12,
      },
      { payments: months - shortMonths, ratePercent, pays: 'level' },
    ],
  })
  if (isRefusal(plan)) return plan
  const maximumLoanAmount = plan.highestBalance
  const payment = levelPayment({
    amount: maximumLoanAmount,
    ratePercent,
    payments: months - shortMonths,
  })
  return isRefusal(payment) ? payment : { payment, maximumLoanAmount }
}

/** A loan whose rate may rise: the months at each rate until the highest of the first five years applies. */
export interface RisingRateLoan {
  readonly amount: Money
  readonly months: number
  readonly path: readonly { readonly ratePercent: string; readonly months: number }[]
  readonly maximumRatePercent: string
}

export interface QualifiedMortgagePayment {
  /** Owed when the highest rate begins. */
  readonly balance: ExactMoney
  /** Repays that over the remaining term. */
  readonly onBalance: ExactMoney
  /** Repays the whole loan over the whole term. */
  readonly onLoanAmount: ExactMoney
}

/** The payment by which a qualified mortgage is underwritten, at the highest rate of the first five years; a creditor may choose either. 12 CFR 1026.43(e)(2)(iv). */
export function qualifiedMortgagePayment(
  loan: RisingRateLoan,
): QualifiedMortgagePayment | NoPayment | NoSchedule {
  const { amount, months, path, maximumRatePercent: ratePercent } = loan
  const passed = path.reduce((sum, stage) => sum + stage.months, 0)
  const stages: Stage[] = path.map((stage) => ({
    pays: 'level',
    payments: stage.months,
    ratePercent: stage.ratePercent,
  }))
  const plan = schedule({
    amount,
    calendar: { perYear: 12 },
    rounding: 'unrounded',
    stages: [...stages, { pays: 'level', payments: months - passed, ratePercent }],
  })
  if (isRefusal(plan)) return plan
  const balance = plan.totals(passed + 1, months).principal
  const onBalance = levelPayment({ amount: balance, ratePercent, payments: months - passed })
  const onLoanAmount = levelPayment({ amount, ratePercent, payments: months })
  if (isRefusal(onBalance)) return onBalance
  return isRefusal(onLoanAmount) ? onLoanAmount : { balance, onBalance, onLoanAmount }
}
