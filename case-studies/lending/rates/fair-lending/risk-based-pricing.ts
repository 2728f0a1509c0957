import { type Refusal, refuse } from '@watertight/domain'

/** Whether a consumer needs a risk-based-pricing notice by the credit score proxy of 12 CFR 1022.72(b)(1): below the score that about 40 % are above, and without any score. */
export const needsNoticeByScore = (cutoff: number, score: number | undefined): boolean =>
  score === undefined || score < cutoff

/** The tiers of a pricing, the best first from 1, whose consumers need a notice and whose do not. */
export interface NoticeTiers {
  readonly without: readonly number[]
  readonly with: readonly number[]
}

// of five and more tiers the top two go free, and what else keeps those within this share of all
const mostPercentFree = 40

/** The tiered pricing method of 12 CFR 1022.72(b)(2): of four tiers or fewer all but the best, of five or more all but the top two and those that with them make up 30 to 40 % of the tiers. */
export function noticeTiers(tiers: number): NoticeTiers | Refusal<'CountInvalid'> {
  if (!Number.isInteger(tiers) || tiers < 2 || tiers > 1_000)
    return refuse('CountInvalid', `${tiers} is no number of price tiers; give 2 to 1000`)
  const free = tiers <= 4 ? 1 : Math.max(2, Math.floor((tiers * mostPercentFree) / 100))
  const all = Array.from({ length: tiers }, (_, index) => index + 1)
  return { without: all.slice(0, free), with: all.slice(free) }
}
