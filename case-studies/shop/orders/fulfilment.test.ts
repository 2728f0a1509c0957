import { done, scenario, send } from '@watertight/domain'
import { describe, it } from 'vitest'
import { CallOffPayment, CapturePayment, PayBack } from './from-payments.ts'
import { Fulfilment, Returns } from './fulfilment.ts'
import {
  CancellationAsked,
  CancelOrder,
  LinesCredited,
  OrderCancelled,
  OrderConfirmed,
  OrderDelivered,
  OrderLineShort,
  OrderNotPaid,
  OrderOutOfStock,
  OrderPaid,
  OrderPicked,
  OrderPlaced,
  OrderReserved,
  OrderShipped,
  OrderShippingFailed,
  OrderStockGone,
  ReceiveReturn,
  RecordDelivery,
  RecordNoPayment,
  RecordPayment,
  RecordPick,
  RecordReservation,
  RecordShipment,
  RecordShippingFailure,
  RecordShortage,
  RequestReturn,
  ReturnReceived,
  ReturnRequested,
} from './language.ts'
import { Order } from './order.ts'

const about = { id: '536365' }
const its = { number: '536365', batch: 'december' }
const line = { description: '', unitPrice: '2.55', charge: false }
const heart = { line: 1, sku: '85123A', quantity: 6, ...line }
const lantern = { line: 2, sku: '71053', quantity: 4, ...line }
const carriage = { line: 3, sku: 'POST', quantity: 1, ...line, charge: true }
const hearts = { sku: '85123A', quantity: 6 }
const lanterns = { sku: '71053', quantity: 4 }
const goods = [hearts, lanterns]
const reason = 'a change of mind'

const placed = OrderPlaced({
  ...{ ...its, customer: '17850', country: 'France', placedAt: '2010-12-01T08:26' },
  lines: [heart, lantern, carriage],
  total: { amount: '28.05', currency: 'GBP' },
})
const confirmed = OrderConfirmed({ ...its, authorisation: 'au-1', goods })
const reserved = OrderReserved(its)
const paid = OrderPaid({ ...its, goods })
const picked = OrderPicked({ ...its, pieces: 10 })
const shipped = OrderShipped({ ...its, tracking: 'tr-1' })
const delivered = OrderDelivered(its)
const whenPaid = [placed, confirmed, reserved, paid] as const
const whenPicked = [...whenPaid, picked] as const
const whenDelivered = [...whenPicked, shipped, delivered] as const

const short = (step: 'reserve' | 'pick') => ({ sku: '71053', available: 1, step })
const shortOf = (step: 'reserve' | 'pick') => OrderLineShort({ ...its, ...short(step) })
const cancelled = (release: typeof goods, back: typeof goods, isPaymentAwaited = false) =>
  OrderCancelled({ ...its, reason, release, back, isPaymentAwaited })

describe('an order on its way', () => {
  it('is reserved, paid, picked, shipped and delivered', () => {
    scenario(Order).given(placed, confirmed).when(RecordReservation({}), about).then(reserved)
    scenario(Order).given(placed, confirmed, reserved).when(RecordPayment({}), about).then(paid)
    scenario(Order)
      .given(...whenPaid)
      .when(RecordPick({}), about)
      .then(picked)
    scenario(Order)
      .given(...whenPicked)
      .when(RecordShipment({ tracking: 'tr-1' }), about)
      .then(shipped)
    scenario(Order)
      .given(...whenPicked, shipped)
      .when(RecordDelivery({}), about)
      .then(delivered)
  })

  it('refuses what is not its turn', () => {
    scenario(Order).given(placed).when(RecordReservation({}), about).thenRefused('NotPossibleNow')
    scenario(Order)
      .given(placed, confirmed)
      .when(RecordPayment({}), about)
      .thenRefused('NotPossibleNow')
    scenario(Order)
      .given(placed, confirmed, reserved)
      .when(RecordPick({}), about)
      .thenRefused('NotPossibleNow')
    scenario(Order)
      .given(...whenPaid)
      .when(RecordDelivery({}), about)
      .thenRefused('NotPossibleNow')
    scenario(Order)
      .given(...whenDelivered)
      .when(RecordDelivery({}), about)
      .thenRefused('NotPossibleNow')
  })
})

describe('an order is given up', () => {
  it('where its goods are out of stock: what was reserved is released', () => {
    scenario(Order)
      .given(placed, confirmed)
      .when(RecordShortage(short('reserve')), about)
      .then(shortOf('reserve'))
    scenario(Order)
      .given(placed, confirmed, shortOf('reserve'))
      .when(RecordReservation({}), about)
      .then(OrderOutOfStock({ ...its, reason: 'out of stock: 71053', release: [hearts], back: [] }))
  })

  it('where the money cannot be taken: all is released', () =>
    scenario(Order)
      .given(placed, confirmed, reserved)
      .when(RecordNoPayment({ reason: 'expired' }), about)
      .then(OrderNotPaid({ ...its, reason: 'expired', release: goods, back: [] })))

  it('where paid goods are gone: what was picked goes back', () =>
    scenario(Order)
      .given(...whenPaid, shortOf('pick'))
      .when(RecordPick({}), about)
      .then(
        OrderStockGone({
          ...{ ...its, reason: 'not there any more: 71053', release: [], back: [hearts] },
        }),
      ))

  it('where the carrier does not take it, or brings it back: all goes back', () => {
    const failed = OrderShippingFailed({ ...its, reason: 'no parcels', release: [], back: goods })
    for (const until of [whenPicked, [...whenPicked, shipped]])
      scenario(Order)
        .given(...until)
        .when(RecordShippingFailure({ reason: 'no parcels' }), about)
        .then(failed)
  })
})

describe('an order is cancelled', () => {
  const cancel = CancelOrder({ reason })

  it('before it is paid for, at once', () => {
    scenario(Order)
      .given(placed)
      .when(cancel, about)
      .then(cancelled([], [], true))
    scenario(Order).given(placed, confirmed).when(cancel, about).then(cancelled(goods, []))
    scenario(Order)
      .given(placed, confirmed, reserved)
      .when(cancel, about)
      .then(cancelled(goods, []))
  })

  it('while it is picked, when that is over', () => {
    const asked = CancellationAsked({ ...its, reason })
    scenario(Order)
      .given(...whenPaid)
      .when(cancel, about)
      .then(asked)
    scenario(Order)
      .given(...whenPaid, asked)
      .when(cancel, about)
      .thenRefused('CancellationAsked')
    scenario(Order)
      .given(...whenPaid, asked)
      .when(RecordPick({}), about)
      .then(cancelled([], goods))
  })

  it('not when the carrier may have it, and not twice', () => {
    for (const until of [whenPicked, [...whenPicked, shipped], whenDelivered])
      scenario(Order)
        .given(...until)
        .when(cancel, about)
        .thenRefused('TooLate')
    scenario(Order)
      .given(placed, cancelled([], [], true))
      .when(cancel, about)
      .thenRefused('GivenUp')
  })
})

describe('a return', () => {
  const wanted = { return: 'R1', reason: 'too small' }
  const two = [{ line: 1, quantity: 2 }]
  const requested = ReturnRequested({ ...its, ...wanted, customer: '17850', lines: two })
  const received = ReturnReceived({
    ...{ ...its, ...wanted, customer: '17850', lines: two },
    goods: [{ sku: '85123A', quantity: 2 }],
    refund: { amount: '5.10', currency: 'GBP' },
  })
  const ask = (name: string, ...lines: { line: number; quantity: number }[]) =>
    RequestReturn({ ...wanted, return: name, lines })

  it('is asked for, and credited over what it cost when it has arrived', () => {
    scenario(Order)
      .given(...whenDelivered)
      .when(ask('R1', ...two), about)
      .then(requested)
    scenario(Order)
      .given(...whenDelivered, requested)
      .when(ReceiveReturn({ return: 'R1' }), about)
      .then(received)
  })

  it('is of goods that were bought and have not come back, one at a time', () => {
    const given = scenario(Order).given(...whenDelivered, requested, received)
    given.when(ask('R1', { line: 1, quantity: 1 }), about).thenRefused('AlreadyReturned')
    given.when(ask('R2', { line: 1, quantity: 5 }), about).thenRefused('MoreThanBought')
    given.when(ask('R2', { line: 3, quantity: 1 }), about).thenRefused('NotReturnable')
    given.when(ask('R2', { line: 9, quantity: 1 }), about).thenRefused('NotReturnable')
    given.when(ReceiveReturn({ return: 'R1' }), about).thenRefused('NoSuchReturn')
    scenario(Order)
      .given(...whenDelivered, requested)
      .when(ask('R2', { line: 2, quantity: 1 }), about)
      .thenRefused('ReturnUnderWay')
    scenario(Order)
      .given(placed)
      .when(ask('R1', ...two), about)
      .thenRefused('NotPossibleNow')
  })

  it('is refused over lines that a credit note has taken', () => {
    const credited = LinesCredited({
      ...{ ...its, creditNote: 'C1', lines: [{ line: 1, quantity: 5 }] },
    })
    for (const before of [
      [placed, credited, ...whenDelivered.slice(1)],
      [...whenDelivered, credited],
    ])
      scenario(Order)
        .given(...before)
        .when(ask('R1', ...two), about)
        .thenRefused('AlreadyCredited')
    scenario(Order)
      .given(...whenDelivered, credited)
      .when(ask('R1', { line: 1, quantity: 1 }), about)
      .then(
        ReturnRequested({
          ...{ ...its, ...wanted, customer: '17850', lines: [{ line: 1, quantity: 1 }] },
        }),
      )
    // of a log whose credit notes did not know of returns on their way
    scenario(Order)
      .given(...whenDelivered, requested, credited)
      .when(ReceiveReturn({ return: 'R1' }), about)
      .thenRefused('AlreadyCredited')
  })

  it('is paid back once, unless nothing is left to be paid back', () => {
    const refund = { amount: '5.10', currency: 'GBP' }
    const payBack = PayBack({ reference: 'R1', amount: refund, reason: 'too small' })
    scenario(Returns).given().when(received, about).then(send('536365', payBack), done())
  })
})

describe('fulfilment', () => {
  const off = send('536365', CallOffPayment({ reason }))
  const undone = { ...its, reason, release: [], back: [] }

  it('takes the money once the goods are reserved, and ends with the delivery', () => {
    scenario(Fulfilment)
      .given()
      .when(reserved, about)
      .then(send('536365', CapturePayment({})))
    scenario(Fulfilment).given(reserved).when(delivered, about).then(done())
  })

  it('calls the payment off, with the reason, wherever the order is given up', () => {
    for (const event of [OrderOutOfStock, OrderStockGone, OrderShippingFailed])
      scenario(Fulfilment).given().when(event(undone), about).then(off, done())
    scenario(Fulfilment).given().when(cancelled([], []), about).then(off, done())
  })

  it('calls nothing off that was never to be had', () =>
    scenario(Fulfilment).given(reserved).when(OrderNotPaid(undone), about).then(done()))
})
