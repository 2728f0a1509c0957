export type { DayCount } from './calendar/day-count.ts'
export { dayAfter, dayMonthsAfter, daysFromTo } from './calendar/day-text.ts'
export { aprc, type DatedEuCredit, datedAprc, type EuFlow, type NoAprc } from './eu/aprc.ts'
export { type EuInterval, type EuTime, type EuUnit, euInterval } from './eu/time-interval.ts'
export {
  type AdverseImpact,
  adverseImpact,
  type GroupOutcome,
} from './fair-lending/adverse-impact.ts'
export {
  type NoticeTiers,
  needsNoticeByScore,
  noticeTiers,
} from './fair-lending/risk-based-pricing.ts'
export {
  isUniversalLoanIdentifier,
  universalLoanIdentifier,
} from './hmda/universal-loan-identifier.ts'
export { type Ratio, ratio, readRatio, toPercent } from './number/ratio.ts'
export {
  type AprAccuracy,
  aprAccuracy,
  isFinanceChargeAccurate,
} from './regulation-z/accuracy.ts'
export {
  apr,
  type NoApr,
  type UnitPeriodFlow,
  type UnitPeriodTransaction,
} from './regulation-z/apr.ts'
export {
  type DisclosedMortgage,
  type LoanCalculations,
  loanCalculations,
} from './regulation-z/closing-disclosure.ts'
export {
  type DatedAmount,
  type DatedApr,
  type DatedTransaction,
  datedApr,
  type NoDatedApr,
} from './regulation-z/dated-apr.ts'
export {
  type Charge,
  type ChargeKind,
  type ClassifiedCharge,
  classified,
  type FinanceCharge,
  financeCharge,
} from './regulation-z/finance-charge.ts'
export {
  type FinancedFee,
  highCostTrigger,
  type MeasuredLoan,
  type NoTier,
  qualifiedMortgageCap,
  totalLoanAmount,
} from './regulation-z/points-and-fees.ts'
export {
  levelPayment,
  type NoPayment,
  type QualifiedMortgagePayment,
  qualifiedMortgagePayment,
  type RisingRateLoan,
  type UnderwritingPayment,
  type UnderwrittenLoan,
  underwritingPayment,
} from './regulation-z/underwriting-payment.ts'
export type { UnitPeriod } from './regulation-z/unit-period.ts'
export { accruedInterest, type NoInterest, type Stretch } from './schedule/accrued-interest.ts'
export { type ExactMoney, toMoney, toWholeUnits } from './schedule/exact-money.ts'
export type { LoanCalendar } from './schedule/loan-calendar.ts'
export type { PaymentRule } from './schedule/payment-rule.ts'
export {
  type LoanSchedule,
  type LoanTerms,
  type NoSchedule,
  type ScheduleRow,
  type Stage,
  schedule,
  type Totals,
} from './schedule/schedule.ts'
