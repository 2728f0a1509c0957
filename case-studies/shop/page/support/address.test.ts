import { expect, it } from 'vitest'
import { addressOf, placeOf } from './address.ts'

it('a link opens the same order, moment and event again', () => {
  const place = { order: '536365', asOf: 'orders/order-536365/3', event: 'payments/payment-7/1' }
  expect(placeOf(addressOf(place).split('?')[1] ?? '')).toEqual(place)
})

it('the page without an order has the short address', () => {
  const nowhere = { order: null, asOf: null, event: null }
  expect(addressOf(nowhere)).toBe('/support')
  expect(placeOf('?order=')).toEqual(nowhere)
})
