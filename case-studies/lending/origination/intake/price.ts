import { isRefusal, Money, type MoneyJson, type Refusal, refuse } from '@watertight/domain'
import { apr, levelPayment, toMoney, toPercent } from '../../rates/index.ts'
import type { Items } from './items.ts'

/** What the quoted loan costs: by appendix J of Regulation Z, in equal monthly payments, fees taken off at the start. */
export interface Price {
  /** Percent, three decimals. */
  readonly apr: string
  readonly totalLoanAmount: MoneyJson
}

export function priceOf(items: Items): Price | Refusal<'PriceImpossible'> | undefined {
  const { loanAmount, pointsAndFees, noteRate, termMonths } = items
  if (!loanAmount || !pointsAndFees || noteRate === undefined || termMonths === undefined)
    return undefined
  const amount = Money.from(loanAmount)
  const advanced = amount.minus(Money.from(pointsAndFees))
  const impossible = (why: string) =>
    refuse('PriceImpossible', `a loan of ${amount} at ${noteRate} % has no price: ${why}`)
  if (advanced.compare(Money.ofMinor(0, 'USD')) <= 0)
    return impossible('its points and fees leave nothing of it')
  const payment = levelPayment({ amount, ratePercent: noteRate, payments: termMonths })
  if (isRefusal(payment)) return impossible(payment.because)
  const rate = apr({
    advances: [{ amount: advanced, fullUnitPeriods: 0 }],
    payments: [{ amount: toMoney(payment), count: termMonths, fullUnitPeriods: 1 }],
    unitPeriodsPerYear: '12',
  })
  if (isRefusal(rate)) return impossible(rate.because)
  const percent = toPercent(rate, 3)
  // underwriting reads up to 9999.9999 percent
  if (percent.startsWith('-') || percent.length > 8)
    return impossible(`it would be ${percent} percent a year`)
  return { apr: percent, totalLoanAmount: advanced.toJSON() }
}
