import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  DomainError,
  fields,
  type Infer,
  InvalidInput,
  Money,
  type MoneyJson,
  moneyJson,
  parse,
} from '../index.ts'

const gbp = (amount: string) => Money.parse(amount, 'GBP')
const codeOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof DomainError) return error.code
    throw error
  }
  return 'no error'
}

describe('Money is read exactly or not at all', () => {
  it('reads decimals of the currency', () => {
    expect(gbp('2.55').minor).toBe(255n)
    expect(gbp('-2.5').minor).toBe(-250n)
    expect(gbp('+7').minor).toBe(700n)
    expect(gbp('-0').toDecimal()).toBe('0.00')
    expect(Money.parse('120', 'JPY').minor).toBe(120n)
    expect(Money.parse('1.234', 'BHD').minor).toBe(1234n)
    expect(Money.parse('9.0001', 'CLF').minor).toBe(90001n)
  })

  it.each([
    ...['', ' ', '2.555', ' 2.55', '2.55 ', '2,55', '1e2', '1e400', 'NaN', 'Infinity', '0x1'],
    ...['.5', '5.', '--1', '1_000', '٣', '2.5\n', '9'.repeat(31)],
  ])('refuses %j', (text) => {
    expect(codeOf(() => gbp(text))).toBe('WT_MONEY_AMOUNT_INVALID')
  })

  it('refuses what is no text', () => {
    expect(codeOf(() => gbp(2.55 as never))).toBe('WT_MONEY_AMOUNT_INVALID')
    expect(codeOf(() => gbp(null as never))).toBe('WT_MONEY_AMOUNT_INVALID')
  })

  it('refuses decimals of a currency that has none', () => {
    expect(codeOf(() => Money.parse('1.0', 'JPY'))).toBe('WT_MONEY_AMOUNT_INVALID')
  })

  it.each(['gbp', 'XXY', '', 'toString', '__proto__'])('does not know the currency %j', (code) => {
    expect(codeOf(() => Money.zero(code))).toBe('WT_MONEY_CURRENCY_UNKNOWN')
  })

  it('takes minor units as whole numbers only', () => {
    expect(Money.ofMinor(255, 'GBP').equals(Money.ofMinor(255n, 'GBP'))).toBe(true)
    expect(codeOf(() => Money.ofMinor(2.5, 'GBP'))).toBe('WT_MONEY_NOT_WHOLE')
    expect(codeOf(() => Money.ofMinor(2 ** 53, 'GBP'))).toBe('WT_MONEY_NOT_WHOLE')
  })
})

describe('Money counts', () => {
  it('adds, subtracts, negates and multiplies by whole numbers', () => {
    expect(gbp('0.10').plus(gbp('0.20')).toDecimal()).toBe('0.30')
    expect(gbp('0.10').minus(gbp('0.25')).toDecimal()).toBe('-0.15')
    expect(gbp('2.55').negated().toDecimal()).toBe('-2.55')
    expect(gbp('2.55').times(6).toDecimal()).toBe('15.30')
    expect(codeOf(() => gbp('2.55').times(1.5))).toBe('WT_MONEY_NOT_WHOLE')
  })

  it('rounds once where a fraction is taken', () => {
    expect(gbp('139.12').timesRatio(175, 1000, 'half-even').toDecimal()).toBe('24.35')
    expect(gbp('10.00').dividedBy(3, 'down').toDecimal()).toBe('3.33')
    expect(codeOf(() => gbp('1').dividedBy(0, 'down'))).toBe('WT_MONEY_DIVIDED_BY_ZERO')
  })

  it('allocates the odd penny to the largest remainder, the earlier of equals first', () => {
    const shares = (amount: string, weights: number[]) =>
      gbp(amount)
        .allocate(weights)
        .map((share) => share.toDecimal())
    expect(shares('10.00', [1, 1, 1])).toEqual(['3.34', '3.33', '3.33'])
    expect(shares('-10.00', [1, 1, 1])).toEqual(['-3.34', '-3.33', '-3.33'])
    expect(shares('0.05', [3, 7])).toEqual(['0.02', '0.03'])
    expect(shares('0.01', [0, 1])).toEqual(['0.00', '0.01'])
  })

  it.each([[[]], [[0, 0]], [[1, -1, 2]]])('does not allocate by %j', (weights) => {
    expect(codeOf(() => gbp('1').allocate(weights))).toBe('WT_MONEY_WEIGHTS_INVALID')
  })

  it('refuses to mix currencies and names both amounts', () => {
    const euro = Money.parse('1', 'EUR')
    for (const mix of [
      () => gbp('1').plus(euro),
      () => gbp('1').minus(euro),
      () => gbp('1').compare(euro),
    ])
      expect(mix).toThrow('WT_MONEY_CURRENCY_MIXED: 1.00 GBP was combined with 1.00 EUR.')
    expect(gbp('1').equals(euro)).toBe(false)
  })

  it('compares and tells its sign', () => {
    const sorted = [gbp('10'), gbp('9'), gbp('-1')].sort((a, b) => a.compare(b))
    expect(sorted.map(String)).toEqual(['-1.00 GBP', '9.00 GBP', '10.00 GBP'])
    expect(gbp('0').isZero() && gbp('1').isPositive() && gbp('-1').isNegative()).toBe(true)
    expect(gbp('0').isPositive() || gbp('0').isNegative() || gbp('1').isZero()).toBe(false)
  })

  it('refuses operators, which would compare texts: 10.00 below 9.00', () => {
    expect(codeOf(() => gbp('10') < gbp('9'))).toBe('WT_MONEY_COERCED')
    // @ts-expect-error amounts are added with plus
    expect(codeOf(() => gbp('10') + gbp('9'))).toBe('WT_MONEY_COERCED')
  })

  it('cannot be changed', () => {
    const money = gbp('1')
    expect(() => Object.assign(money, { minor: 2n })).toThrow(TypeError)
    // @ts-expect-error read-only
    expect(() => (money.currency = 'EUR')).toThrow(TypeError)
  })
})

describe('Money is written', () => {
  it('with the decimals of its currency', () => {
    expect(String(Money.ofMinor(-5, 'GBP'))).toBe('-0.05 GBP')
    expect(String(Money.ofMinor(5, 'BHD'))).toBe('0.005 BHD')
    expect(String(Money.ofMinor(-120, 'JPY'))).toBe('-120 JPY')
    expect(JSON.stringify({ total: gbp('2.5') })).toBe(
      '{"total":{"amount":"2.50","currency":"GBP"}}',
    )
  })

  it('as an integer column only while that is exact', () => {
    expect(gbp('90071992547409.91').toMinorNumber()).toBe(Number.MAX_SAFE_INTEGER)
    expect(codeOf(() => gbp('90071992547409.92').toMinorNumber())).toBe('WT_MONEY_TOO_LARGE')
  })
})

describe('moneyJson', () => {
  const payment = fields({ total: moneyJson })
  const issuesOf = (total: unknown) => {
    try {
      parse('Payment', payment, { total })
    } catch (error) {
      if (error instanceof InvalidInput) return error.issues.map(({ path }) => path.join('.'))
      throw error
    }
    return []
  }

  it('takes Money or its JSON and answers plain JSON, written out in full', () => {
    const plain = { total: { amount: '2.50', currency: 'GBP' } }
    expect(parse('Payment', payment, { total: gbp('2.5') })).toEqual(plain)
    expect(parse('Payment', payment, { total: { amount: '2.5', currency: 'GBP' } })).toEqual(plain)
    expectTypeOf<Infer<typeof payment>['total']>().toEqualTypeOf<MoneyJson>()
  })

  it('says which part is wrong', () => {
    expect(issuesOf({ amount: '1e400', currency: 'GBP' })).toEqual(['total.amount'])
    expect(issuesOf({ amount: 2.5, currency: 'GBP' })).toEqual(['total.amount'])
    expect(issuesOf({ amount: '2.5', currency: 'gbp' })).toEqual(['total.currency'])
    expect(issuesOf({ amount: '2.5', currency: 'GBP', vat: 1 })).toEqual(['total.vat'])
    for (const nonsense of [null, undefined, '2.5 GBP', 250, [], true])
      expect(issuesOf(nonsense)).toEqual(['total'])
  })
})
