import { Money } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { classify, isStock } from './classify.ts'

const row = (invoice: string, sku: string, quantity: number, price: string) => ({
  line: 2,
  invoice,
  sku,
  description: '',
  quantity,
  at: '2010-12-01T08:26',
  price: Money.parse(price, 'GBP'),
  customer: null,
  country: 'Spain',
})

describe('what a row is', () => {
  it.each([
    ['a sale', row('536365', '85123A', 6, '2.55'), 'sale'],
    ['carriage', row('536365', 'POST', 1, '18.00'), 'charge'],
    ['a credit', row('C536379', '22556', -12, '1.65'), 'credit'],
    ['a discount in a credit note', row('C536379', 'D', -1, '27.50'), 'credit'],
    ['goods found', row('536414', '22139', 56, '0.00'), 'stock-adjustment'],
    ['goods lost', row('536589', '21777', -10, '0.00'), 'stock-adjustment'],
  ])('%s', (_, one, kind) => expect(classify(one)).toEqual({ kind }))

  it.each([
    ['a bad-debt adjustment', row('A563185', 'B', 1, '11062.06'), 'bad debt'],
    ['a negative price', row('536365', '85123A', 1, '-2.55'), 'UnitPrice -2.55 is negative'],
    ['a negative quantity', row('536365', '85123A', -1, '2.55'), 'negative outside a credit note'],
    ['a positive credit', row('C536379', '22556', 1, '1.65'), 'positive in a credit note'],
  ])('%s is left out by name', (_, one, reason) =>
    expect(classify(one)).toEqual({ reason: expect.stringContaining(reason) }),
  )
})

it('knows goods from charges by the five digits of the code', () => {
  for (const sku of ['85123A', '71053', '15056BL', '84030e']) expect(isStock(sku)).toBe(true)
  for (const sku of ['POST', 'DOT', 'C2', 'M', 'm', 'D', 'S', 'AMAZONFEE', 'BANK CHARGES'])
    expect(isStock(sku)).toBe(false)
  for (const sku of ['gift_0001_20', 'DCGS0076', 'CRUK', 'PADS']) expect(isStock(sku)).toBe(false)
})
