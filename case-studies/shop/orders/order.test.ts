import { scenario } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import {
  ConfirmOrder,
  DeclineOrder,
  type Line,
  OrderConfirmed,
  OrderDeclined,
  OrderPlaced,
  PlaceOrder,
} from './language.ts'
import { Order } from './order.ts'

const line = (n: number, unitPrice: string, quantity: number): Line => ({
  line: n,
  sku: '85123A',
  description: 'White hanging heart',
  quantity,
  unitPrice,
  charge: false,
})
const order = {
  batch: 'december',
  customer: '17850',
  country: 'United Kingdom',
  placedAt: '2010-12-01T08:26',
}
const place = (...lines: Line[]) => PlaceOrder({ ...order, currency: 'GBP', lines })
const placed = OrderPlaced({
  number: '536365',
  ...order,
  lines: [line(1, '2.55', 6)],
  total: { amount: '15.30', currency: 'GBP' },
})
const about = { id: '536365' }
const goods = [{ sku: '85123A', quantity: 6 }]
const its = { number: '536365', batch: 'december' }
const confirmed = OrderConfirmed({ ...its, authorisation: 'au-1', goods })

describe('an order', () => {
  it('is taken only if what it costs can be added up to the penny', () => {
    const dear = (n: number) => line(n, '1000.00', 1_000_000)
    expect(place(dear(1)).data.lines).toHaveLength(1)
    expect(() => place(dear(1), dear(2))).toThrow('expected lines of 1000000000 pounds together')
  })

  it('is placed with the sum of its lines, exact to the penny', () =>
    scenario(Order)
      .given()
      .when(place(line(1, '2.55', 6), line(2, '0.07', 3)), about)
      .then(
        OrderPlaced({
          number: '536365',
          ...order,
          lines: [line(1, '2.55', 6), line(2, '0.07', 3)],
          total: { amount: '15.51', currency: 'GBP' },
        }),
      ))

  it('is placed once', () =>
    scenario(Order)
      .given(placed)
      .when(place(line(1, '2.55', 6)), about)
      .thenRefused('AlreadyPlaced'))

  it('waits for its payment, and is then confirmed', () =>
    scenario(Order)
      .given(placed)
      .when(ConfirmOrder({ authorisation: 'au-1' }), about)
      .then(confirmed))

  it('or declined', () =>
    scenario(Order)
      .given(placed)
      .when(DeclineOrder({ reason: 'over the limit' }), about)
      .then(OrderDeclined({ number: '536365', batch: 'december', reason: 'over the limit' })))

  it('is not confirmed before it is placed, nor twice, nor after it was declined', () => {
    const confirm = ConfirmOrder({ authorisation: 'au-1' })
    const declined = OrderDeclined({ number: '536365', batch: 'december', reason: 'no' })
    scenario(Order).given().when(confirm, about).thenRefused('NotPossibleNow')
    scenario(Order).given(placed, confirmed).when(confirm, about).thenRefused('NotPossibleNow')
    scenario(Order).given(placed, declined).when(confirm, about).thenRefused('NotPossibleNow')
  })

  it.each([
    ['no line', []],
    ['a line twice', [line(1, '2.55', 1), line(1, '2.55', 1)]],
    ['a price below a penny', [line(1, '0.00', 1)]],
    ['a negative price', [line(1, '-2.55', 1)]],
    ['a price with three decimals', [line(1, '2.555', 1)]],
    ['a price that is no number', [line(1, '1e3', 1)]],
    ['goods without a stock code', [{ ...line(1, '2.55', 1), sku: 'a b' }]],
    ['no quantity', [line(1, '2.55', 0)]],
    ['half a piece', [line(1, '2.55', 0.5)]],
    ['an absurd quantity', [line(1, '2.55', 1e15)]],
    ['a quantity that is no number', [line(1, '2.55', Number.NaN)]],
  ])('with %s is not valid', (_, lines) => {
    expect(() => place(...lines)).toThrow('WT_INPUT_INVALID')
  })

  it.each([
    ['another currency', { currency: 'EUR' }],
    ['a date that is none', { placedAt: '2010-13-01T08:26' }],
    ['a date with a zone', { placedAt: '2010-12-01T08:26Z' }],
    ['an empty customer', { customer: '' }],
    ['a batch with spaces', { batch: 'my batch' }],
    ['a field nobody knows', { discount: 3 }],
  ])('with %s is not valid', (_, change) => {
    const body = { ...order, currency: 'GBP', lines: [line(1, '2.55', 1)], ...change }
    expect(() => PlaceOrder(body as never)).toThrow('WT_INPUT_INVALID')
  })
})
