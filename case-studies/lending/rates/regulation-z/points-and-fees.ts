import { Money, type Refusal, refuse } from '@watertight/domain'
import { checkAmounts, type UnfitAmounts } from '../solve/checked.ts'

/**
 * The dollar amounts of a year: 3 % from the first on, then a sum, 5 % from the third on, a sum again, 8 % below the last.
 * 12 CFR 1026.43(e)(3)(ii) and 1026.32(a)(1)(ii), indexed each year in the official interpretation of both.
 */
const tiers: {
  readonly [year: number]: readonly [number, number, number, number, number, number]
} = {
  2014: [100_000, 3_000, 60_000, 20_000, 1_000, 12_500],
  2015: [101_953, 3_059, 61_172, 20_391, 1_020, 12_744],
  2016: [101_749, 3_052, 61_050, 20_350, 1_017, 12_719],
  2017: [102_894, 3_087, 61_737, 20_579, 1_029, 12_862],
  2018: [105_158, 3_155, 63_095, 21_032, 1_052, 13_145],
  2019: [107_747, 3_232, 64_648, 21_549, 1_077, 13_468],
  2020: [109_898, 3_297, 65_939, 21_980, 1_099, 13_737],
  2021: [110_260, 3_308, 66_156, 22_052, 1_103, 13_783],
  2022: [114_847, 3_445, 68_908, 22_969, 1_148, 14_356],
  2023: [124_331, 3_730, 74_599, 24_866, 1_243, 15_541],
  2024: [130_461, 3_914, 78_277, 26_092, 1_305, 16_308],
  2025: [134_841, 4_045, 80_905, 26_968, 1_348, 16_855],
  2026: [137_958, 4_139, 82_775, 27_592, 1_380, 17_245],
}

export interface FinancedFee {
  readonly amount: Money
  /** Whether it counts among points and fees: 12 CFR 1026.32(b)(1). */
  readonly isPointsAndFees: boolean
}

/** What the borrower has of a loan, for the tests of points and fees: the amount financed, less financed points and fees that were not taken off as prepaid finance charge already. 12 CFR 1026.32(b)(4)(i). */
export function totalLoanAmount(loan: {
  readonly amountBorrowed: Money
  readonly financedFees: readonly FinancedFee[]
  readonly prepaidFinanceCharge: Money
}): { readonly amountFinanced: Money; readonly totalLoanAmount: Money } | UnfitAmounts {
  const { amountBorrowed, financedFees, prepaidFinanceCharge } = loan
  const unfit = checkAmounts([
    amountBorrowed,
    prepaidFinanceCharge,
    ...financedFees.map(({ amount }) => amount),
  ])
  if (unfit) return unfit
  const sum = (fees: readonly FinancedFee[]): Money =>
    fees.reduce((total, { amount }) => total.plus(amount), amountBorrowed.times(0))
  const amountFinanced = amountBorrowed.plus(sum(financedFees)).minus(prepaidFinanceCharge)
  const pointsAndFees = sum(financedFees.filter(({ isPointsAndFees }) => isPointsAndFees))
  return { amountFinanced, totalLoanAmount: amountFinanced.minus(pointsAndFees) }
}

export interface MeasuredLoan {
  /** Of the note; it chooses the tier. */
  readonly loanAmount: Money
  /** The percentage is of this. */
  readonly totalLoanAmount: Money
  /** Of the consummation. */
  readonly year: number
}

export type NoTier = UnfitAmounts | Refusal<'YearUnknown' | 'CurrencyNotDollar'>

/** The most points and fees of a qualified mortgage: 12 CFR 1026.43(e)(3)(i). */
export function qualifiedMortgageCap(loan: MeasuredLoan): Money | NoTier {
  const tier = tierOf(loan)
  if ('refused' in tier) return tier
  const { threePercent, flatAbove, flatAboveFrom, fivePercent, flatBelow, eightPercent } = tier
  const { loanAmount, totalLoanAmount: total } = loan
  const reaches = (from: Money): boolean => loanAmount.compare(from) >= 0
  if (reaches(threePercent)) return share(total, 3)
  if (reaches(flatAboveFrom)) return flatAbove
  if (reaches(fivePercent)) return share(total, 5)
  return reaches(eightPercent) ? flatBelow : share(total, 8)
}

/** Above this much in points and fees a loan is a high-cost mortgage: 5 % of the total loan amount, or for a small loan the lesser of 8 % and a sum. 12 CFR 1026.32(a)(1)(ii). */
export function highCostTrigger(loan: MeasuredLoan): Money | NoTier {
  const tier = tierOf(loan)
  if ('refused' in tier) return tier
  const { loanAmount, totalLoanAmount: total } = loan
  if (loanAmount.compare(tier.fivePercent) >= 0) return share(total, 5)
  const eight = share(total, 8)
  return eight.compare(tier.flatBelow) < 0 ? eight : tier.flatBelow
}

// a cap in a fraction of a cent is one that may not be passed
const share = (amount: Money, percent: number): Money => amount.timesRatio(percent, 100, 'down')

function tierOf({ loanAmount, totalLoanAmount: total, year }: MeasuredLoan) {
  const unfit = checkAmounts([loanAmount, total])
  if (unfit) return unfit
  if (loanAmount.currency !== 'USD')
    return refuse('CurrencyNotDollar', `${loanAmount} is not in dollars, as the tiers are`)
  const row = tiers[year]
  if (!row)
    return refuse('YearUnknown', `the tiers of ${year} are not known here; 2014 to 2026 are`)
  const [threePercent, flatAbove, flatAboveFrom, fivePercent, flatBelow, eightPercent] = row.map(
    (dollars) => Money.parse(String(dollars), 'USD'),
  ) as [Money, Money, Money, Money, Money, Money]
  return { threePercent, flatAbove, flatAboveFrom, fivePercent, flatBelow, eightPercent }
}
