import { isRefusal, type Money, type Refusal, refuse } from '@watertight/domain'
import { type Ratio, ratio } from '../number/ratio.ts'
import { toMoney } from '../schedule/exact-money.ts'
import { type NoSchedule, schedule } from '../schedule/schedule.ts'
import { checkAmounts, checkCount } from '../solve/checked.ts'
import { apr, type NoApr } from './apr.ts'

/** A level mortgage with insurance that ends once enough is repaid. */
export interface DisclosedMortgage {
  readonly loanAmount: Money
  readonly ratePercent: string
  readonly months: number
  readonly monthlyMortgageInsurance: Money
  readonly mortgageInsuranceMonths: number
  /** Paid at closing, section D of the form. */
  readonly totalLoanCosts: Money
  /** For the days until the first full month. */
  readonly prepaidInterest: Money
  /** The finance charges among those costs, taken off the loan to give the amount financed. */
  readonly prepaidFinanceCharge: Money
}

/** The figures of page 5 of a Closing Disclosure. */
export interface LoanCalculations {
  readonly principalAndInterest: Money
  readonly totalOfPayments: Money
  readonly financeCharge: Money
  readonly amountFinanced: Money
  readonly apr: Ratio
  /** Total interest percentage: interest over the term and before it, over the loan. */
  readonly totalInterestPercentage: Ratio
}

/** Computes page 5 of the Closing Disclosure, 12 CFR 1026.38(o): totals of the unrounded payment, as form H-25(B) has them; the rate from the payments as they are printed. */
export function loanCalculations(
  loan: DisclosedMortgage,
): LoanCalculations | NoSchedule | NoApr | Refusal<'NothingLent'> {
  const { loanAmount, months, mortgageInsuranceMonths, monthlyMortgageInsurance } = loan
  const unfit =
    checkAmounts([
      ...[loanAmount, monthlyMortgageInsurance, loan.totalLoanCosts],
      ...[loan.prepaidInterest, loan.prepaidFinanceCharge],
    ]) ??
    checkCount('months of mortgage insurance', mortgageInsuranceMonths, 0) ??
    checkCount('months', months, Math.max(mortgageInsuranceMonths, 1))
  if (unfit) return unfit
  const plan = schedule({
    amount: loanAmount,
    calendar: { perYear: 12 },
    rounding: 'unrounded',
    stages: [{ pays: 'level', payments: months, ratePercent: loan.ratePercent }],
  })
  if (isRefusal(plan)) return plan
  const amountFinanced = loanAmount.minus(loan.prepaidFinanceCharge)
  if (!amountFinanced.isPositive())
    return refuse(
      'NothingLent',
      `${loan.prepaidFinanceCharge} paid ahead leave nothing of the loan`,
    )
  const { interest, payments } = plan.totals()
  const insurance = monthlyMortgageInsurance.times(mortgageInsuranceMonths)
  const paid = toMoney(payments).plus(insurance)
  const level = plan.rows[0]?.payment ?? loanAmount
  const rate = apr({
    advances: [{ amount: amountFinanced, fullUnitPeriods: 0 }],
    payments: [
      ...runOf(level.plus(monthlyMortgageInsurance), 1, mortgageInsuranceMonths),
      ...runOf(level, mortgageInsuranceMonths + 1, months - mortgageInsuranceMonths),
    ],
    unitPeriodsPerYear: '12',
  })
  if (isRefusal(rate)) return rate
  return {
    principalAndInterest: level,
    totalOfPayments: paid.plus(loan.totalLoanCosts).plus(loan.prepaidInterest),
    financeCharge: paid.minus(amountFinanced),
    amountFinanced,
    apr: rate,
    totalInterestPercentage: ratio(
      toMoney(interest).plus(loan.prepaidInterest).minor,
      loanAmount.minor,
    ),
  }
}

const runOf = (amount: Money, fullUnitPeriods: number, count: number) =>
  count > 0 ? [{ amount, fullUnitPeriods, count }] : []
