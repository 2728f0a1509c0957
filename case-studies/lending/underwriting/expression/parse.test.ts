import { isRefusal } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { exactCents, exactOf, plain, shareOf } from './exact.ts'
import { parseCondition, parseQuantity } from './parse.ts'

describe('the language of the rules', () => {
  it('reads what a person reads aloud', () => {
    expect(parseCondition('apr - apor is below 2.25 %')).toMatchObject({
      is: 'comparison',
      comparison: 'below',
      left: { is: 'sum', sign: '-' },
      right: { is: 'literal', unit: 'percent', exact: 2_250_000n },
    })
    expect(parseCondition('debts is at most 43 % of income')).toMatchObject({
      right: { is: 'share', percent: 43_000_000n, of: { is: 'name', name: 'income' } },
    })
    expect(parseCondition('incomeIsVerified')).toMatchObject({ is: 'flag' })
    expect(parseCondition('lien is not first')).toMatchObject({ is: 'not', of: { is: 'choice' } })
    expect(parseQuantity('1380.50 USD')).toMatchObject({ unit: 'money', exact: 138_050_000_000n })
  })

  it('binds `and` closer than `or`, and parentheses closest', () => {
    expect(parseCondition('a or b and c')).toMatchObject({
      is: 'or',
      parts: [{ is: 'flag', name: 'a' }, { is: 'and' }],
    })
    expect(parseCondition('(a or b) and not c')).toMatchObject({
      is: 'and',
      parts: [
        { is: 'or', text: 'a or b' },
        { is: 'not', text: 'not c' },
      ],
    })
  })

  it.each([
    '',
    'apr is',
    'apr is at 3 %',
    'apr is below',
    'apr < 3',
    'apr is below 2.25.1 %',
    'apr is below 2.123456 %',
    '1 USD is first',
    'a and',
    '(a',
    'a b',
    'not '.repeat(90),
    '('.repeat(400),
    `a is at most ${'9'.repeat(60)} USD`,
    'constructor; process.exit()',
    'x'.repeat(501),
  ])('refuses %j with a sentence', (text) => {
    const answer = parseCondition(text)
    if (!isRefusal(answer)) throw new Error('it was read')
    expect(answer.refused).toBe('ExpressionUnreadable')
    expect(answer.because).toContain('expected')
  })
})

describe('exact numbers', () => {
  it('have no remainder and no rounding', () => {
    const income = exactCents('3333.33') as bigint
    expect(plain(shareOf(exactOf('42.9999') as bigint, income), 100_000_000n, 2)).toBe(
      '1433.32856667',
    )
    expect(exactOf('1.00001')).toBeUndefined()
    expect(exactCents('12.5')).toBeUndefined()
    expect(plain(-5_000_000n, 100_000_000n, 2)).toBe('-0.05')
  })
})
