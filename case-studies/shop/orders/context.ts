import { boundedContext, publish } from '@watertight/domain'
import { CreditNote, paybacksOf } from './credit-note.ts'
import { fromInventory } from './from-inventory.ts'
import { fromPayments, PaymentsLanguage } from './from-payments.ts'
import { Fulfilment, Returns } from './fulfilment.ts'
import { goodsOf } from './goods.ts'
import {
  CancelOrder,
  CreditNoteIssued,
  CustomerPseudonymised,
  IssueCreditNote,
  OrderCancelled,
  OrderConfirmed,
  OrderNotPaid,
  OrderOutOfStock,
  OrderPaid,
  OrderPlaced,
  OrderShippingFailed,
  OrderStockGone,
  PlaceOrder,
  PseudonymiseCustomer,
  ReceiveReturn,
  RequestReturn,
  ReturnReceived,
} from './language.ts'
import { Order } from './order.ts'
import { Pseudonym } from './pseudonym.ts'
import {
  CreditNoteIssuedV1,
  CustomerPseudonymisedV1,
  OrderConfirmedV1,
  OrderGivenUpV1,
  OrderPaidV1,
  OrderPlacedV1,
  OrdersLanguage,
  ReturnReceivedV1,
} from './published.ts'

const givenUp = [
  OrderCancelled,
  OrderNotPaid,
  OrderOutOfStock,
  OrderStockGone,
  OrderShippingFailed,
].map((event) =>
  publish(OrderGivenUpV1, event, ({ batch, reason, release, back }) => ({
    ...{ batch, reason, release, back },
  })),
)

export const Orders = boundedContext('orders', {
  purpose: 'Takes what customers order and brings it to them, and undoes what cannot be done.',
  owns: [Order, CreditNote, Pseudonym],
  accepts: [
    PlaceOrder,
    CancelOrder,
    RequestReturn,
    ReceiveReturn,
    IssueCreditNote,
    PseudonymiseCustomer,
  ],
  speaks: OrdersLanguage,
  publishes: [
    publish(OrderPlacedV1, OrderPlaced, ({ batch, customer, total }) => ({
      batch,
      customer,
      total,
    })),
    publish(OrderConfirmedV1, OrderConfirmed, ({ batch, goods }) => ({ batch, goods })),
    publish(OrderPaidV1, OrderPaid, ({ batch, goods }) => ({ batch, goods })),
    ...givenUp,
    publish(ReturnReceivedV1, ReturnReceived, ({ batch, number: order, goods, refund }) => ({
      ...{ batch, order, goods, refund },
    })),
    publish(CreditNoteIssuedV1, CreditNoteIssued, ({ batch, customer, refund, lines }) => ({
      batch,
      customer,
      refund,
      orders: [...new Set(lines.flatMap(({ from }) => from.map(({ order }) => order)))],
      paybacks: paybacksOf(lines),
      goods: goodsOf(lines),
    })),
    publish(CustomerPseudonymisedV1, CustomerPseudonymised, ({ customer }) => ({ customer })),
  ],
  hears: [fromPayments, fromInventory],
  runs: [Fulfilment, Returns],
  calls: [PaymentsLanguage],
})
