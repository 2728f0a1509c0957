import { boundedContext, publish } from '@watertight/domain'
import { CreditNote } from './credit-note.ts'
import { fromPayments } from './from-payments.ts'
import { CreditNoteIssued, IssueCreditNote, OrderPlaced, PlaceOrder } from './language.ts'
import { Order } from './order.ts'
import { CreditNoteIssuedV1, OrderPlacedV1, OrdersLanguage } from './published.ts'

export const Orders = boundedContext('orders', {
  purpose: 'Takes what customers order and what they give back, and knows what has been paid.',
  owns: [Order, CreditNote],
  accepts: [PlaceOrder, IssueCreditNote],
  speaks: OrdersLanguage,
  publishes: [
    publish(OrderPlacedV1, OrderPlaced, ({ batch, customer, total }) => ({
      batch,
      customer,
      total,
    })),
    publish(CreditNoteIssuedV1, CreditNoteIssued, ({ batch, customer, refund, lines }) => ({
      batch,
      customer,
      refund,
      orders: [...new Set(lines.flatMap(({ from }) => from.map(({ order }) => order)))],
    })),
  ],
  hears: [fromPayments],
})
