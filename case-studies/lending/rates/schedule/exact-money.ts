import { Money } from '@watertight/domain'
import { type Fixed, over, rounded, whole } from '../number/fixed.ts'

/** An amount before it is rounded, so that it is rounded once: in print, to cents or to whole dollars. */
export interface ExactMoney {
  /** Minor units, not rounded. Not called `minor`, or a `Money` would pass for one. */
  readonly exactMinor: Fixed
  readonly currency: string
}

/** To the nearest minor unit, a half away from zero. */
export const toMoney = ({ exactMinor, currency }: ExactMoney): Money =>
  Money.ofMinor(rounded(exactMinor), currency)

/** To the nearest whole dollar, euro or yen, as the examples of the official interpretations print it. */
export function toWholeUnits({ exactMinor, currency }: ExactMoney): Money {
  const unit = Money.parse('1', currency).minor
  return Money.ofMinor(rounded(over(exactMinor, whole(unit))) * unit, currency)
}
