import { send, translation } from '@watertight/domain'
import { OrdersLanguage } from '../orders/published.ts'
import { LinkCreditNote } from './language.ts'

/** Of what orders says, support keeps which credit note belongs to which orders; the rest it reads where it stands. */
export const fromOrders = translation(
  { from: OrdersLanguage, sends: [LinkCreditNote] },
  {
    'shop.CreditNoteIssued.v1': ({ orders }, { id: creditNote }) =>
      orders.map((order) => send(order, LinkCreditNote({ creditNote }))),
    'shop.OrderPlaced.v1': () => undefined,
    'shop.OrderConfirmed.v1': () => undefined,
    'shop.OrderPaid.v1': () => undefined,
    'shop.OrderGivenUp.v1': () => undefined,
    'shop.ReturnReceived.v1': () => undefined,
    'shop.CustomerPseudonymised.v1': () => undefined,
  },
)
