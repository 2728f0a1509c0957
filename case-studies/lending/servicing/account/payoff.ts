import { isRefusal, type Refusal, refuse } from '@watertight/domain'
import { accruedInterest, dayAfter } from '../../rates/index.ts'
import { accountOn } from './account.ts'
import type { Serviced } from './loan-account.ts'

/** What pays a loan off as of the end of a day. Amounts are decimal texts in the loan's currency. */
export interface PayoffQuote {
  readonly asOf: string
  readonly currency: string
  readonly principal: string
  readonly interest: string
  readonly fees: string
  readonly total: string
  /** What each further day costs, rounded to the minor unit: for a caller's feeling, not for adding up. */
  readonly perDay: string
}

/** The exact amount: a payment of it, received on that day, leaves nothing. It holds while nothing else is told of the loan. */
export function payoffQuote(
  { terms, ledger }: Pick<Serviced, 'terms' | 'ledger'>,
  asOf: string,
): PayoffQuote | Refusal<'DatesOutOfOrder'> {
  const last = ledger.reduce((day, { on }) => (on > day ? on : day), terms.consummatedOn)
  if (asOf < last)
    return refuse('DatesOutOfOrder', `${asOf} is before ${last}, the last day the account knows of`)
  const { principal, interest, fees, owed } = accountOn(terms, ledger, asOf)
  const day = accruedInterest({
    ...{ balance: principal, ratePercent: terms.ratePercent, dayCount: 'actual/365' },
    from: asOf,
    to: dayAfter(asOf, 1),
  })
  if (isRefusal(day)) throw new RangeError(day.because)
  return {
    ...{ asOf, currency: terms.amount.currency, principal: principal.toDecimal() },
    interest: interest.toDecimal(),
    fees: fees.toDecimal(),
    total: owed.toDecimal(),
    perDay: day.toDecimal(),
  }
}
