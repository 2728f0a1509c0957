import { scenario } from '@watertight/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CorrectStock,
  PickStock,
  PutBackStock,
  ReceiveStock,
  ReleaseStock,
  ReserveStock,
  StockFound,
  StockLost,
  StockPicked,
  StockPutBack,
  StockRanShort,
  StockReceived,
  StockReleased,
  StockReserved,
} from './language.ts'
import { StockItem } from './stock-item.ts'

const sku = '85123A'
const about = { id: sku }
const batch = 'december'
const reason = 'cancelled'
const received = (quantity: number) =>
  StockReceived({ sku, batch, quantity, reason: 'opening stock' })
const reserve = (order: string, quantity: number) => ReserveStock({ batch, order, quantity })
const reserved = (order: string, quantity: number) => StockReserved({ sku, batch, order, quantity })
const correct = (change: number) => CorrectStock({ batch, document: '1', line: 1, change })
const lost = (quantity: number, unaccounted = 0) =>
  StockLost({ sku, batch, document: '1', line: 1, quantity, unaccounted })
const short = (order: string, quantity: number, available: number, step: 'reserve' | 'pick') =>
  StockRanShort({ sku, batch, order, quantity, available, step })

describe('a stock item', () => {
  it('is received, found, lost and put back', () => {
    scenario(StockItem)
      .given()
      .when(ReceiveStock({ batch, quantity: 6, reason: 'opening stock' }), about)
      .then(received(6))
    scenario(StockItem)
      .given()
      .when(correct(3), about)
      .then(StockFound({ sku, batch, document: '1', line: 1, quantity: 3 }))
    scenario(StockItem).given(received(6)).when(correct(-4), about).then(lost(4))
    scenario(StockItem)
      .given()
      .when(PutBackStock({ batch, document: '7', quantity: 2, reason: 'returned' }), about)
      .then(StockPutBack({ sku, batch, document: '7', quantity: 2, reason: 'returned' }))
  })

  it('is reserved while there is enough that nobody else has reserved', () => {
    scenario(StockItem).given(received(6)).when(reserve('1', 4), about).then(reserved('1', 4))
    scenario(StockItem)
      .given(received(6), reserved('1', 4))
      .when(reserve('2', 3), about)
      .then(short('2', 3, 2, 'reserve'))
  })

  it('is picked for whom it was reserved, or released', () => {
    const given = scenario(StockItem).given(received(6), reserved('1', 4))
    given
      .when(PickStock({ order: '1' }), about)
      .then(StockPicked({ sku, batch, order: '1', quantity: 4 }))
    given
      .when(ReleaseStock({ order: '1', reason }), about)
      .then(StockReleased({ sku, batch, order: '1', quantity: 4, reason }))
    for (const order of ['2', 'constructor']) {
      given.when(PickStock({ order }), about).then()
      given.when(ReleaseStock({ order, reason }), about).then()
    }
  })

  it('that is lost takes what was reserved with it: the pick runs short, once', () => {
    const given = [received(6), reserved('1', 4), lost(5)] as const
    scenario(StockItem)
      .given(...given)
      .when(reserve('2', 1), about)
      .then(short('2', 1, 0, 'reserve'))
    scenario(StockItem)
      .given(...given)
      .when(PickStock({ order: '1' }), about)
      .then(short('1', 4, 1, 'pick'))
    scenario(StockItem)
      .given(...given, short('1', 4, 1, 'pick'))
      .when(PickStock({ order: '1' }), about)
      .then()
  })

  it('is never lost below zero: the rest is unaccounted for', () =>
    scenario(StockItem).given(received(6)).when(correct(-10), about).then(lost(6, 4)))

  it('is never below zero, whatever is asked in whatever order', () => {
    const order = fc.constantFrom('1', '2', '3')
    const quantity = fc.integer({ min: 1, max: 9 })
    const command = fc.oneof(
      quantity.map((n) => ReceiveStock({ batch, quantity: n, reason })),
      fc.integer({ min: -9, max: 9 }).map(correct),
      fc.tuple(order, quantity).map(([one, n]) => reserve(one, n)),
      order.map((one) => PickStock({ order: one })),
      order.map((one) => ReleaseStock({ order: one, reason })),
    )
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        let state = StockItem.initial()
        for (const one of commands) {
          const events = StockItem.decide(state, one, { id: sku, now: new Date(0) })
          if (!('refused' in events))
            for (const event of events) state = StockItem.evolve(state, event)
          expect(state.onHand).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })
})
