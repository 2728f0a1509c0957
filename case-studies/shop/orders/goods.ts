import { Money } from '@watertight/domain'
import type { Goods, Line } from './language.ts'

type Priced = Pick<Line, 'unitPrice' | 'quantity'>

/** What a line costs. */
const amountOf = ({ unitPrice, quantity }: Priced): Money =>
  Money.parse(unitPrice, 'GBP').times(quantity)

export const totalOf = (lines: readonly Priced[]): Money =>
  lines.reduce((sum, line) => sum.plus(amountOf(line)), Money.zero('GBP'))

/** What has to be in the store for these lines: charges are no goods. */
export function goodsOf(lines: readonly Pick<Line, 'sku' | 'quantity' | 'charge'>[]): Goods {
  const units = new Map<string, number>()
  for (const { sku, quantity, charge } of lines)
    if (!charge) units.set(sku, (units.get(sku) ?? 0) + quantity)
  return [...units].map(([sku, quantity]) => ({ sku, quantity }))
}

export const without = (goods: Goods, skus: readonly string[]): Goods =>
  goods.filter(({ sku }) => !skus.includes(sku))
