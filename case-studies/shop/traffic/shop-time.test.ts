import { expect, it } from 'vitest'
import { shopTime } from './shop-time.ts'

it('is London’s time to the minute, in winter and in summer', () => {
  expect(shopTime(Date.UTC(2010, 11, 1, 8, 26, 59))).toBe('2010-12-01T08:26')
  expect(shopTime(Date.UTC(2011, 5, 1, 23, 30))).toBe('2011-06-02T00:30')
})
