import { isRefusal, Money, type Refusal } from '@watertight/domain'
import { compare, plus, type Ratio, ratio, readRatio, times } from '../number/ratio.ts'

const eighth = ratio(1n, 800n)
const quarter = ratio(1n, 400n)

export interface AprAccuracy {
  readonly isAccurate: boolean
  /** Actual less disclosed. */
  readonly difference: Ratio
  readonly tolerance: Ratio
  /** An inaccurate one must be disclosed again, and three business days waited for: 12 CFR 1026.19(f)(2)(ii). */
  readonly needsNewWaitingPeriod: boolean
}

/** Whether a disclosed rate is within an eighth of a percentage point of the actual one, a quarter where the transaction is irregular: 12 CFR 1026.22(a)(2), (3). */
export function aprAccuracy(
  disclosedPercent: string,
  actual: Ratio,
  isIrregular: boolean,
): AprAccuracy | Refusal<'NumberUnreadable'> {
  const disclosed = readRatio(disclosedPercent)
  if (isRefusal(disclosed)) return disclosed
  const difference = plus(actual, times(disclosed, ratio(-1n, 100n)))
  const tolerance = isIrregular ? quarter : eighth
  const size = difference.numerator < 0n ? times(difference, ratio(-1n)) : difference
  const isAccurate = compare(size, tolerance) <= 0
  return { isAccurate, difference, tolerance, needsNewWaitingPeriod: !isAccurate }
}

/** Whether a disclosed finance charge counts as accurate: of a mortgage at most $100 too little, too much is no harm (12 CFR 1026.18(d)(1)); of other credit $5 either way up to an amount financed of $1,000, and $10 above (1026.18(d)(2)). */
export function isFinanceChargeAccurate(facts: {
  readonly disclosed: Money
  readonly actual: Money
  readonly amountFinanced: Money
  readonly isMortgage: boolean
}): boolean {
  const { disclosed, actual, amountFinanced, isMortgage } = facts
  const short = actual.minus(disclosed)
  if (isMortgage) return short.compare(dollars('100')) <= 0
  const tolerance = dollars(amountFinanced.compare(dollars('1000')) <= 0 ? '5' : '10')
  return (short.isNegative() ? short.negated() : short).compare(tolerance) <= 0
}

const dollars = (amount: string): Money => Money.parse(amount, 'USD')
