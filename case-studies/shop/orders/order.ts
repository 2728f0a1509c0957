import { aggregate, refuse } from '@watertight/domain'
import { goodsOf, totalOf, without } from './goods.ts'
import {
  CancellationAsked,
  CancelOrder,
  ConfirmOrder,
  DeclineOrder,
  type Goods,
  LinesCredited,
  OrderCancelled,
  OrderConfirmed,
  OrderDeclined,
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
  PlaceOrder,
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
import { added, type Placed } from './placed.ts'
import { type Delivered, delivered, receiveReturn, requestReturn } from './returns.ts'

type OrderState =
  | { readonly is: 'Nothing' }
  | { readonly is: 'AwaitingPayment'; readonly order: Placed }
  | { readonly is: 'Confirmed'; readonly order: Placed; readonly short: readonly string[] }
  | { readonly is: 'Reserved'; readonly order: Placed }
  | {
      readonly is: 'Paid'
      readonly order: Placed
      readonly short: readonly string[]
      readonly cancelled?: string
    }
  | { readonly is: 'Picked'; readonly order: Placed }
  | { readonly is: 'Shipped'; readonly order: Placed }
  | ({ readonly is: 'Delivered' } & Delivered)
  | { readonly is: 'Declined' }
  | { readonly is: 'GivenUp' }

const none = { release: [], back: [] }
const kept = (goods: Goods) => ({ release: goods, back: [], isPaymentAwaited: false })

/** An order is placed once, waits for its payment however long that takes, is reserved, paid, picked, shipped and delivered, and may be given up on the way until the carrier has it. This is where a cancellation and everything that fails meet: whichever is recorded first counts. */
export const Order = aggregate('Order', {
  commands: [
    PlaceOrder,
    CancelOrder,
    ConfirmOrder,
    DeclineOrder,
    RecordPayment,
    RecordNoPayment,
    RecordShortage,
    RecordReservation,
    RecordPick,
    RecordShipment,
    RecordShippingFailure,
    RecordDelivery,
    RequestReturn,
    ReceiveReturn,
  ],
  events: [
    OrderPlaced,
    OrderCancelled,
    OrderConfirmed,
    OrderDeclined,
    OrderPaid,
    OrderNotPaid,
    OrderLineShort,
    OrderReserved,
    OrderOutOfStock,
    CancellationAsked,
    OrderPicked,
    OrderStockGone,
    OrderShipped,
    OrderShippingFailed,
    OrderDelivered,
    ReturnRequested,
    ReturnReceived,
    LinesCredited,
  ],
  // 2: what is credited
  version: 2,
  initial: (): OrderState => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      PlaceOrder: ({ currency: _, ...order }, __, { id: number }) =>
        OrderPlaced({ number, ...order, total: totalOf(order.lines).toJSON() }),
    },
    AwaitingPayment: {
      PlaceOrder: (_, __, { id }) => alreadyPlaced(id),
      ConfirmOrder: ({ authorisation }, { order: { number, batch, lines } }) =>
        OrderConfirmed({ number, batch, authorisation, goods: goodsOf(lines) }),
      DeclineOrder: ({ reason }, { order: { number, batch } }) =>
        OrderDeclined({ number, batch, reason }),
      CancelOrder: ({ reason }, { order: { number, batch } }) =>
        OrderCancelled({ number, batch, reason, ...none, isPaymentAwaited: true }),
    },
    Confirmed: {
      PlaceOrder: (_, __, { id }) => alreadyPlaced(id),
      RecordShortage: (short, { order: { number, batch } }) =>
        OrderLineShort({ number, batch, ...short }),
      RecordReservation: (_, { order: { number, batch, goods }, short }) =>
        short.length === 0
          ? OrderReserved({ number, batch })
          : OrderOutOfStock({
              ...{ number, batch, reason: `out of stock: ${named(short)}` },
              ...{ release: without(goods, short), back: [] },
            }),
      // reserved or about to be: inventory hears of both in this order
      CancelOrder: ({ reason }, { order: { number, batch, goods } }) =>
        OrderCancelled({ number, batch, reason, ...kept(goods) }),
    },
    Reserved: {
      PlaceOrder: (_, __, { id }) => alreadyPlaced(id),
      RecordPayment: (_, { order: { number, batch, goods } }) =>
        OrderPaid({ number, batch, goods }),
      RecordNoPayment: ({ reason }, { order: { number, batch, goods } }) =>
        OrderNotPaid({ number, batch, reason, release: goods, back: [] }),
      CancelOrder: ({ reason }, { order: { number, batch, goods } }) =>
        OrderCancelled({ number, batch, reason, ...kept(goods) }),
    },
    Paid: {
      PlaceOrder: (_, __, { id }) => alreadyPlaced(id),
      RecordShortage: (short, { order: { number, batch } }) =>
        OrderLineShort({ number, batch, ...short }),
      RecordPick: (_, { order: { number, batch, goods }, short, cancelled }) => {
        const off = { number, batch, release: [], back: without(goods, short) }
        if (short.length > 0)
          return OrderStockGone({ ...off, reason: `not there any more: ${named(short)}` })
        if (cancelled !== undefined)
          return OrderCancelled({ ...off, reason: cancelled, isPaymentAwaited: false })
        const pieces = goods.reduce((sum, { quantity }) => sum + quantity, 0)
        return OrderPicked({ number, batch, pieces })
      },
      CancelOrder: ({ reason }, { order: { number, batch }, cancelled }) =>
        cancelled === undefined
          ? CancellationAsked({ number, batch, reason })
          : refuse('CancellationAsked', `order ${number} is being cancelled already`),
    },
    Picked: {
      PlaceOrder: (_, __, { id }) => alreadyPlaced(id),
      CancelOrder: (_, __, { id }) => tooLate(id),
      RecordShipment: ({ tracking }, { order: { number, batch } }) =>
        OrderShipped({ number, batch, tracking }),
      RecordShippingFailure: ({ reason }, { order: { number, batch, goods } }) =>
        OrderShippingFailed({ number, batch, reason, release: [], back: goods }),
    },
    Shipped: {
      PlaceOrder: (_, __, { id }) => alreadyPlaced(id),
      CancelOrder: (_, __, { id }) => tooLate(id),
      RecordDelivery: (_, { order: { number, batch } }) => OrderDelivered({ number, batch }),
      RecordShippingFailure: ({ reason }, { order: { number, batch, goods } }) =>
        OrderShippingFailed({ number, batch, reason, release: [], back: goods }),
    },
    Delivered: {
      PlaceOrder: (_, __, { id }) => alreadyPlaced(id),
      CancelOrder: (_, __, { id }) => tooLate(id),
      RequestReturn: (wanted, state) => requestReturn(state, wanted),
      ReceiveReturn: ({ return: number }, state) => receiveReturn(state, number),
    },
    Declined: { PlaceOrder: (_, __, { id }) => alreadyPlaced(id) },
    GivenUp: {
      PlaceOrder: (_, __, { id }) => alreadyPlaced(id),
      CancelOrder: (_, __, { id }) => refuse('GivenUp', `order ${id} was given up before`),
    },
  })
  .evolve({
    OrderPlaced: (_, { number, batch, customer, lines }) => ({
      is: 'AwaitingPayment',
      order: { number, batch, customer, lines, goods: goodsOf(lines), credited: {} },
    }),
    // an order of a time without stock has no goods to be reserved
    OrderConfirmed: (state, { goods }) =>
      'order' in state ? { is: 'Confirmed', order: { ...state.order, goods }, short: [] } : state,
    OrderDeclined: () => ({ is: 'Declined' }),
    OrderLineShort: (state, { sku }) =>
      'short' in state ? { ...state, short: [...state.short, sku] } : state,
    OrderReserved: (state) => ('order' in state ? { is: 'Reserved', order: state.order } : state),
    OrderPaid: (state) =>
      'order' in state ? { is: 'Paid', order: state.order, short: [] } : state,
    CancellationAsked: (state, { reason: cancelled }) =>
      state.is === 'Paid' ? { ...state, cancelled } : state,
    OrderPicked: (state) => ('order' in state ? { is: 'Picked', order: state.order } : state),
    OrderShipped: (state) => ('order' in state ? { is: 'Shipped', order: state.order } : state),
    OrderDelivered: (state) =>
      'order' in state
        ? { is: 'Delivered', order: state.order, returned: {}, used: [], asked: undefined }
        : state,
    ReturnRequested: (state, asked) =>
      state.is === 'Delivered' ? { is: 'Delivered', ...delivered.asked(state, asked) } : state,
    ReturnReceived: (state, back) =>
      state.is === 'Delivered' ? { is: 'Delivered', ...delivered.back(state, back) } : state,
    LinesCredited: (state, { lines }) =>
      'order' in state
        ? { ...state, order: { ...state.order, credited: added(state.order.credited, lines) } }
        : state,
    OrderOutOfStock: () => ({ is: 'GivenUp' }),
    OrderNotPaid: () => ({ is: 'GivenUp' }),
    OrderStockGone: () => ({ is: 'GivenUp' }),
    OrderShippingFailed: () => ({ is: 'GivenUp' }),
    OrderCancelled: () => ({ is: 'GivenUp' }),
  })

const alreadyPlaced = (id: string) =>
  refuse('AlreadyPlaced', `order ${id} was placed before with other words or another key`)
const tooLate = (id: string) =>
  refuse('TooLate', `order ${id} is on its way; what has arrived can be returned`)

/** A few by name, so that a reason stays a sentence. */
const named = (skus: readonly string[]) =>
  skus.length <= 3 ? skus.join(', ') : `${skus.slice(0, 3).join(', ')} and ${skus.length - 3} more`
