import { type Money, type Refusal, refuse } from '@watertight/domain'
import { checkAmounts, type UnfitAmounts } from '../solve/checked.ts'

interface ChargeRule {
  /** `never` and `always` say so; `unless-real-estate` is one that is left out of a loan secured by real property if it is bona fide and reasonable; `unless-voluntary` one that is left out if it was the borrower's free choice, disclosed and signed for. */
  readonly counts: 'always' | 'never' | 'unless-real-estate' | 'unless-voluntary'
  /** In 12 CFR 1026.4. */
  readonly cite: string
}

/** What counts as finance charge, by kind. */
export const chargeRules = {
  interest: { counts: 'always', cite: '(b)(1)' },
  'time-price-differential': { counts: 'always', cite: '(b)(1)' },
  'service-fee': { counts: 'always', cite: '(b)(2)' },
  'transaction-fee': { counts: 'always', cite: '(b)(2)' },
  'discount-points': { counts: 'always', cite: '(b)(3)' },
  'loan-fee': { counts: 'always', cite: '(b)(3)' },
  'assumption-fee': { counts: 'always', cite: '(b)(3)' },
  'finders-fee': { counts: 'always', cite: '(b)(3)' },
  'mortgage-broker-fee': { counts: 'always', cite: '(a)(3)' },
  'mortgage-insurance': { counts: 'always', cite: '(b)(5)' },
  'credit-life-insurance': { counts: 'unless-voluntary', cite: '(b)(7), (d)(1)' },
  'debt-cancellation': { counts: 'unless-voluntary', cite: '(b)(10), (d)(3)' },
  'discount-for-other-payment': { counts: 'always', cite: '(b)(9)' },
  'application-fee-of-all-applicants': { counts: 'never', cite: '(c)(1)' },
  'late-fee': { counts: 'never', cite: '(c)(2)' },
  'over-limit-fee': { counts: 'never', cite: '(c)(2)' },
  'overdraft-fee-not-agreed': { counts: 'never', cite: '(c)(3)' },
  'participation-fee': { counts: 'never', cite: '(c)(4)' },
  'sellers-points': { counts: 'never', cite: '(c)(5)' },
  'forgone-deposit-interest': { counts: 'never', cite: '(c)(6)' },
  'title-examination': { counts: 'unless-real-estate', cite: '(c)(7)(i)' },
  'title-insurance': { counts: 'unless-real-estate', cite: '(c)(7)(i)' },
  'document-preparation': { counts: 'unless-real-estate', cite: '(c)(7)(ii)' },
  'notary-fee': { counts: 'unless-real-estate', cite: '(c)(7)(iii)' },
  'credit-report-fee': { counts: 'unless-real-estate', cite: '(c)(7)(iii)' },
  'appraisal-fee': { counts: 'unless-real-estate', cite: '(c)(7)(iv)' },
  'flood-determination-before-consummation': { counts: 'unless-real-estate', cite: '(c)(7)(iv)' },
  'escrow-deposit': { counts: 'unless-real-estate', cite: '(c)(7)(v)' },
  'recording-fee-itemized': { counts: 'never', cite: '(e)(1)' },
} as const satisfies { readonly [kind: string]: ChargeRule }

export type ChargeKind = keyof typeof chargeRules

export interface Charge {
  readonly kind: ChargeKind
  readonly amount: Money
  /** Before or at consummation, out of other money or withheld from the loan (`prepaid`); added to what is borrowed (`financed`); or within the payments (`over-the-term`). */
  readonly paid: 'prepaid' | 'financed' | 'over-the-term'
  /** No, unless told. */
  readonly isVoluntary?: boolean
  /** Yes, unless told. */
  readonly isBonaFideAndReasonable?: boolean
}

export interface ClassifiedCharge extends Charge {
  readonly isFinanceCharge: boolean
  readonly cite: string
}

/** Whether a charge is a finance charge, and by which paragraph of 12 CFR 1026.4. */
export function classified(charge: Charge, isSecuredByRealProperty: boolean): ClassifiedCharge {
  const { counts, cite }: ChargeRule = chargeRules[charge.kind]
  const { isVoluntary = false, isBonaFideAndReasonable = true } = charge
  const isExcluded =
    counts === 'never' ||
    (counts === 'unless-real-estate' && isSecuredByRealProperty && isBonaFideAndReasonable) ||
    (counts === 'unless-voluntary' && isVoluntary)
  return { ...charge, isFinanceCharge: !isExcluded, cite: `12 CFR 1026.4${cite}` }
}

export interface FinanceCharge {
  readonly charges: readonly ClassifiedCharge[]
  /** The finance charges paid before or at consummation, financed ones too: they are no credit of use to the borrower. */
  readonly prepaid: Money
  /** 12 CFR 1026.18(b): what is borrowed, other amounts financed and no finance charge added, less the prepaid finance charge. */
  readonly amountFinanced: Money
  /** All that is paid over the term less the amount financed: 12 CFR 1026.18(d), (h). */
  readonly total: Money
}

/** Sorts the charges of a loan and draws the amount financed and the finance charge from them; `totalOfPayments` is what the borrower pays over the term. */
export function financeCharge(loan: {
  /** Without the charges that are financed on top of it. */
  readonly amountBorrowed: Money
  readonly charges: readonly Charge[]
  readonly totalOfPayments: Money
  readonly isSecuredByRealProperty: boolean
}): FinanceCharge | UnfitAmounts | Refusal<'NothingLent'> {
  const { amountBorrowed, charges, totalOfPayments, isSecuredByRealProperty } = loan
  const unfit = checkAmounts([amountBorrowed, totalOfPayments, ...charges.map((it) => it.amount)])
  if (unfit) return unfit
  const all = charges.map((charge) => classified(charge, isSecuredByRealProperty))
  const sumOf = (some: readonly Charge[]): Money =>
    some.reduce((sum, { amount }) => sum.plus(amount), amountBorrowed.times(0))
  const prepaid = sumOf(
    all.filter(({ isFinanceCharge, paid }) => isFinanceCharge && paid !== 'over-the-term'),
  )
  const financed = sumOf(all.filter(({ paid }) => paid === 'financed'))
  const amountFinanced = amountBorrowed.plus(financed).minus(prepaid)
  if (!amountFinanced.isPositive())
    return refuse('NothingLent', `prepaid charges of ${prepaid} leave nothing of the loan`)
  return { charges: all, prepaid, amountFinanced, total: totalOfPayments.minus(amountFinanced) }
}
