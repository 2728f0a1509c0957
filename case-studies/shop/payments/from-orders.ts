import { Money, send, translation } from '@watertight/domain'
import { OrdersLanguage } from '../orders/published.ts'
import { RequestPayment, RequestRefund } from './language.ts'

/** What orders says, in the words of payments. A credit note that only moves an account by code pays nobody. */
export const fromOrders = translation(
  { from: OrdersLanguage, sends: [RequestPayment, RequestRefund] },
  {
    'shop.OrderPlaced.v1': ({ batch, total: amount }, { id }) =>
      send(id, RequestPayment({ batch, amount })),
    'shop.CreditNoteIssued.v1': ({ batch, refund: amount, orders }, { id }) =>
      Money.from(amount).isZero()
        ? undefined
        : send(id, RequestRefund({ batch, amount, orders: [...orders] })),
    // what these mean for the money, orders asks for itself
    'shop.OrderConfirmed.v1': () => undefined,
    'shop.OrderPaid.v1': () => undefined,
    'shop.OrderGivenUp.v1': () => undefined,
    'shop.ReturnReceived.v1': () => undefined,
  },
)
