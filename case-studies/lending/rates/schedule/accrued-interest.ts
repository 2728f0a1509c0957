import { divide, isRefusal, Money, type Refusal, refuse } from '@watertight/domain'
import { daysBetween, readDay } from '../calendar/calendar.ts'
import { type DayCount, shareOfYear } from '../calendar/day-count.ts'
import { times } from '../number/ratio.ts'
import { nominalRate } from './schedule.ts'

/** A balance that does not change for a while. */
export interface Stretch {
  readonly balance: Money
  readonly ratePercent: string
  /** Counted. */
  readonly from: string
  /** Not counted. */
  readonly to: string
  readonly dayCount: DayCount
}

export type NoInterest = Refusal<
  'DateImpossible' | 'DatesOutOfOrder' | 'NumberUnreadable' | 'RateNegative'
>

/** The simple interest of a stretch, rounded half up to the minor unit once: over one period it is that of a row of `schedule`, rounded with `each-payment`. */
export function accruedInterest({
  balance,
  ratePercent,
  from,
  to,
  dayCount,
}: Stretch): Money | NoInterest {
  const [first, last] = [readDay(from), readDay(to)]
  if (isRefusal(first)) return first
  if (isRefusal(last)) return last
  if (daysBetween(first, last) < 0)
    return refuse('DatesOutOfOrder', `${to} is before ${from}, from when interest is earned`)
  const rate = nominalRate(ratePercent)
  if (isRefusal(rate)) return rate
  const { numerator, denominator } = times(rate, shareOfYear(first, last, dayCount))
  return Money.ofMinor(divide(balance.minor * numerator, denominator, 'half-up'), balance.currency)
}
