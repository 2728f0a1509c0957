import { send, translation } from '@watertight/domain'
import { type Goods, OrdersLanguage } from '../orders/published.ts'
import {
  AnswerPick,
  AnswerReservation,
  ForgetCustomer,
  PickStock,
  PutBackStock,
  ReleaseStock,
  ReserveStock,
} from './language.ts'

interface Back {
  readonly batch: string
  readonly document: string
  readonly reason: string
}
const putBack = (goods: Goods, from: Back) =>
  goods.map(({ sku, quantity }) => send(sku, PutBackStock({ ...from, quantity })))

/** What orders says, in the words of inventory: all stock items of an order are asked in one transaction. */
export const fromOrders = translation(
  {
    from: OrdersLanguage,
    sends: [
      ...[ReserveStock, ReleaseStock, PickStock, PutBackStock, AnswerReservation, AnswerPick],
      ForgetCustomer,
    ],
  },
  {
    'shop.OrderPlaced.v1': () => undefined,
    'shop.OrderConfirmed.v1': ({ batch, goods }, { id: order }) => [
      ...goods.map(({ sku, quantity }) => send(sku, ReserveStock({ batch, order, quantity }))),
      send(order, AnswerReservation({ batch })),
    ],
    'shop.OrderPaid.v1': ({ batch, goods }, { id: order }) => [
      ...goods.map(({ sku }) => send(sku, PickStock({ order }))),
      send(order, AnswerPick({ batch })),
    ],
    'shop.OrderGivenUp.v1': ({ batch, reason, release, back }, { id: order }) => [
      ...release.map(({ sku }) => send(sku, ReleaseStock({ order, reason }))),
      ...putBack(back, { batch, document: order, reason }),
    ],
    'shop.ReturnReceived.v1': ({ batch, order, goods }) =>
      putBack(goods, { batch, document: order, reason: 'returned' }),
    'shop.CreditNoteIssued.v1': ({ batch, goods = [] }, { id: document }) =>
      putBack(goods, { batch, document, reason: 'credited' }),
    'shop.CustomerPseudonymised.v1': ({ customer }, { id: pseudonym }) =>
      send(pseudonym, ForgetCustomer({ customer })),
  },
)
