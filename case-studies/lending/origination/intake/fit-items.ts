import { type Refusal, refuse } from '@watertight/domain'
import type { Amount, Items } from './items.ts'

export type UnfitItems = Refusal<
  'AmountNegative' | 'CurrenciesMixed' | 'CurrencyNotDollar' | 'DatesOutOfOrder'
>

/** What the shape of the lines cannot say: one currency, nothing below zero, days that follow each other. Undefined where all is well. */
export function unfitItems(items: Items, receivedOn: string): UnfitItems | undefined {
  const amounts = Object.entries(items).filter(
    (line): line is [string, Amount] => typeof line[1] === 'object',
  )
  for (const [name, { amount, currency }] of amounts)
    if (amount.startsWith('-'))
      return refuse(
        'AmountNegative',
        `${name} is ${amount} ${currency}, and no amount is less than nothing`,
      )
  const currencies = [...new Set(amounts.map(([, { currency }]) => currency))]
  if (currencies.length > 1)
    return refuse(
      'CurrenciesMixed',
      `amounts in ${currencies.join(' and ')} are in one application; state all in one currency`,
    )
  if (currencies.length === 1 && currencies[0] !== 'USD')
    return refuse(
      'CurrencyNotDollar',
      `amounts are in ${currencies[0]}; the products here are in dollars`,
    )
  const { rateLockedOn, consummationOn } = items
  if (rateLockedOn !== undefined && consummationOn !== undefined && rateLockedOn > consummationOn)
    return refuse(
      'DatesOutOfOrder',
      `the rate is locked on ${rateLockedOn}, after the closing on ${consummationOn}; correct one of them`,
    )
  if (consummationOn !== undefined && consummationOn < receivedOn)
    return refuse(
      'DatesOutOfOrder',
      `the closing is on ${consummationOn}, before the application of ${receivedOn}; correct one of them`,
    )
  return undefined
}
