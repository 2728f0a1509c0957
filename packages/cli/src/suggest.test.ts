import { expect, test } from 'vitest'
import { suggest } from './suggest.ts'

test('the nearest known word is suggested', () => {
  expect(suggest('imprt', ['import', 'status'])).toBe('import')
  expect(suggest('pu', ['up', 'shop'])).toBeUndefined()
  expect(suggest('shp', ['up', 'shop'])).toBe('shop')
})

test('nothing is suggested when no word is near', () => {
  expect(suggest('certificate', ['up', 'shop'])).toBeUndefined()
  expect(suggest('frobnicate', ['certificate'])).toBeUndefined()
  expect(suggest('x', [])).toBeUndefined()
})
