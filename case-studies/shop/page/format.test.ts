import { expect, test } from 'vitest'
import { many, money } from './format.ts'

test('money keeps every digit of a decimal string', () => {
  expect(money('823746.14', 'GBP')).toBe('£823,746.14')
  expect(money('90071992547409.93', 'GBP')).toBe('£90,071,992,547,409.93')
})

test('one is singular, none and more are plural', () => {
  const orders = (n: number) => many(n, 'order waits', 'orders wait')
  expect([0, 1, 1200].map(orders)).toEqual(['0 orders wait', '1 order waits', '1,200 orders wait'])
})
