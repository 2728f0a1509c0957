import type { RuleText } from '../policy/document.ts'

/** Ability to repay, 12 CFR 1026.43(c): what must be considered and verified. The general rule has no numeric limit; those are the lender's. */
export const abilityToRepay: readonly RuleText[] = [
  {
    id: 'income-verified',
    dated: 'applicationCompletedOn',
    citation: '12 CFR 1026.43(c)(2)(i), (c)(4)',
    reason: 'income-unverified',
    failing: 'declines',
    holds: 'incomeIsVerified',
  },
  {
    id: 'employment-verified',
    dated: 'applicationCompletedOn',
    citation: '12 CFR 1026.43(c)(2)(ii), (c)(3)',
    reason: 'employment-unverified',
    failing: 'declines',
    holds: 'employmentIsVerified',
  },
  {
    id: 'equal-payments',
    dated: 'applicationCompletedOn',
    citation: '12 CFR 1026.43(c)(5)(ii)',
    reason: 'payment-by-hand',
    failing: 'refers',
    holds: 'paymentFeature is level',
  },
]

/** Qualified mortgages, 12 CFR 1026.43(e)(2): a loan that fails is not refused, it has no presumption of ability to repay. */
export const qualifiedMortgage: readonly RuleText[] = [
  {
    id: 'qualified-features',
    dated: 'consummationOn',
    citation: '12 CFR 1026.43(e)(2)(i), (ii)',
    reason: 'not-qualified',
    failing: 'notes',
    holds: 'paymentFeature is level and termMonths is at most 360',
  },
  {
    id: 'qualified-price',
    dated: 'rateLockedOn',
    from: '2021-03-01',
    citation: '12 CFR 1026.43(e)(2)(vi)',
    reason: 'not-qualified',
    failing: 'notes',
    holds: 'apr - apor is below qualifiedSpread',
  },
  {
    id: 'qualified-points-and-fees',
    dated: 'consummationOn',
    citation: '12 CFR 1026.43(e)(2)(iii), (e)(3)',
    reason: 'not-qualified',
    failing: 'notes',
    holds: 'pointsAndFees is at most qualifiedFees',
  },
  {
    id: 'safe-harbor',
    dated: 'rateLockedOn',
    citation: '12 CFR 1026.43(e)(1), (b)(4)',
    reason: 'presumption-rebuttable',
    failing: 'notes',
    holds: 'apr - apor is below safeHarborSpread',
  },
]

/** Higher-priced mortgage loans, 12 CFR 1026.35: escrow and appraisal duties follow. */
export const higherPriced: readonly RuleText[] = [
  {
    id: 'not-higher-priced',
    dated: 'rateLockedOn',
    citation: '12 CFR 1026.35(a)(1), (b), (c)',
    reason: 'higher-priced',
    failing: 'notes',
    holds: 'apr - apor is below higherPricedSpread',
  },
]

/** High-cost mortgages, 12 CFR 1026.32: this lender makes none. */
export const highCost: readonly RuleText[] = [
  {
    id: 'not-high-cost-by-price',
    dated: 'rateLockedOn',
    citation: '12 CFR 1026.32(a)(1)(i)',
    reason: 'high-cost-price',
    failing: 'declines',
    holds: 'apr - apor is at most highCostSpread',
  },
  {
    id: 'not-high-cost-by-fees',
    dated: 'consummationOn',
    citation: '12 CFR 1026.32(a)(1)(ii)',
    reason: 'high-cost-fees',
    failing: 'declines',
    holds: 'pointsAndFees is at most highCostFees',
  },
  {
    id: 'not-high-cost-by-prepayment',
    dated: 'consummationOn',
    citation: '12 CFR 1026.32(a)(1)(iii)',
    reason: 'high-cost-prepayment',
    failing: 'declines',
    holds: 'prepaymentPenaltyMonths is at most 36',
  },
]

/** Equal credit opportunity, 12 CFR 1002.9: the notice is due thirty days after the completed application. */
export const equalCredit: readonly RuleText[] = [
  {
    id: 'notice-in-time',
    dated: 'actionTakenOn',
    citation: '12 CFR 1002.9(a)(1)(i)',
    reason: 'notice-overdue',
    failing: 'refers',
    holds: 'actionTakenOn - applicationCompletedOn is at most 30',
  },
]
