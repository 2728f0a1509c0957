import { type Refusal, refuse } from '@watertight/domain'
import { compare, type Ratio, ratio } from '../number/ratio.ts'

export interface GroupOutcome {
  readonly applicants: number
  readonly approved: number
}

export interface AdverseImpact {
  readonly controlRate: Ratio
  readonly protectedRate: Ratio
  /** The protected group's rate of approval over the control group's. */
  readonly ratio: Ratio
  /** Below 0.80: a flag, not a legal test for credit. */
  readonly isBelowFourFifths: boolean
}

const fourFifths = ratio(4n, 5n)

/** The adverse impact ratio of 29 CFR 1607.4(D), which lenders borrowed from employment law. */
export function adverseImpact(
  control: GroupOutcome,
  protectedGroup: GroupOutcome,
): AdverseImpact | Refusal<'CountInvalid' | 'NobodyApproved'> {
  for (const { applicants, approved } of [control, protectedGroup]) {
    const isCount = [applicants, approved].every((it) => Number.isSafeInteger(it) && it >= 0)
    if (!isCount || applicants === 0 || approved > applicants)
      return refuse(
        'CountInvalid',
        `${approved} approved of ${applicants} applicants is no outcome of a group`,
      )
  }
  if (control.approved === 0)
    return refuse('NobodyApproved', 'nobody of the control group was approved: there is no ratio')
  const [controlRate, protectedRate] = [rateOf(control), rateOf(protectedGroup)]
  const share = ratio(
    protectedRate.numerator * controlRate.denominator,
    protectedRate.denominator * controlRate.numerator,
  )
  return {
    controlRate,
    protectedRate,
    ratio: share,
    isBelowFourFifths: compare(share, fourFifths) < 0,
  }
}

const rateOf = ({ applicants, approved }: GroupOutcome): Ratio =>
  ratio(BigInt(approved), BigInt(applicants))
