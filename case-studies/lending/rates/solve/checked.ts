import { type Money, type Refusal, refuse } from '@watertight/domain'

export type UnfitAmounts = Refusal<'AmountNegative' | 'CurrenciesMixed'>

/** Refuses an amount below zero, and two currencies in one loan. */
export function checkAmounts(amounts: readonly Money[]): UnfitAmounts | undefined {
  const [first] = amounts
  for (const amount of amounts) {
    if (amount.isNegative())
      return refuse(
        'AmountNegative',
        `${amount} is below zero; an advance and a payment are both written without a sign`,
      )
    if (first && amount.currency !== first.currency)
      return refuse(
        'CurrenciesMixed',
        `${first} and ${amount} are in one loan; convert one of them at a rate you can name`,
      )
  }
  return undefined
}

/** The most payments a loan may have here: a thousand years of months. */
const mostPayments = 12_000

/** Refuses what is no whole number from `least` up to twelve thousand. */
export function checkCount(
  what: string,
  count: number,
  least = 1,
): Refusal<'CountInvalid'> | undefined {
  if (Number.isInteger(count) && count >= least && count <= mostPayments) return undefined
  return refuse(
    'CountInvalid',
    `${count} is no number of ${what}; give a whole number from ${least} to ${mostPayments}`,
  )
}
