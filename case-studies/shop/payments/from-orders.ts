import { Money, send, translation } from '@watertight/domain'
import { OrdersLanguage } from '../orders/published.ts'
import { CreditPayment, RequestPayment, RequestRefund } from './language.ts'

/** What orders says, in the words of payments. A credit note pays back on the orders that it takes lines from, and the rest to the customer; one that only moves an account by code pays nobody. */
export const fromOrders = translation(
  { from: OrdersLanguage, sends: [RequestPayment, RequestRefund, CreditPayment] },
  {
    'shop.OrderPlaced.v1': ({ batch, total: amount }, { id }) =>
      send(id, RequestPayment({ batch, amount })),
    'shop.CreditNoteIssued.v1': ({ batch, refund, paybacks = [] }, { id: creditNote }) => {
      const rest = paybacks.reduce(
        (sum, { amount }) => sum.minus(Money.from(amount)),
        Money.from(refund),
      )
      return [
        ...paybacks.map(({ order, amount }) =>
          send(order, CreditPayment({ batch, creditNote, amount })),
        ),
        ...(rest.isZero()
          ? []
          : [send(creditNote, RequestRefund({ batch, amount: rest.toJSON() }))]),
      ]
    },
    // what these mean for the money, orders asks for itself
    'shop.OrderConfirmed.v1': () => undefined,
    'shop.OrderPaid.v1': () => undefined,
    'shop.OrderGivenUp.v1': () => undefined,
    'shop.ReturnReceived.v1': () => undefined,
    'shop.CustomerPseudonymised.v1': () => undefined,
  },
)
