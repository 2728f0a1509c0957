import type { Row } from './row.ts'

export type Kind = 'sale' | 'charge' | 'credit' | 'stock-adjustment'

/**
 * A code is stock when it begins with five digits (`85123A`); all others are no goods: carriage (POST, DOT, C2), manual entries (M, m),
 * discount (D), fees (AMAZONFEE, BANK CHARGES), samples (S), vouchers (gift_0001_20) and the house codes DCGS*.
 */
export const isStock = (sku: string): boolean => /^\d{5}/.test(sku)

/** What a row is, by its invoice's letter, its price and its sign; or, as a sentence, why it becomes nothing. */
export function classify({
  invoice,
  sku,
  quantity,
  price,
}: Row): { kind: Kind } | { reason: string } {
  if (invoice.startsWith('A'))
    return { reason: 'it adjusts bad debt, which is bookkeeping and no order' }
  if (price.isNegative()) return { reason: `UnitPrice ${price.toDecimal()} is negative` }
  if (price.isZero()) return { kind: 'stock-adjustment' }
  if (invoice.startsWith('C'))
    return quantity < 0
      ? { kind: 'credit' }
      : { reason: `Quantity ${quantity} is positive in a credit note` }
  if (quantity < 0) return { reason: `Quantity ${quantity} is negative outside a credit note` }
  return { kind: isStock(sku) ? 'sale' : 'charge' }
}
