import { aggregate, Money, refuse } from '@watertight/domain'
import {
  ConfirmOrder,
  DeclineOrder,
  type Line,
  OrderConfirmed,
  OrderDeclined,
  OrderPlaced,
  PlaceOrder,
} from './language.ts'

type OrderState =
  | { readonly is: 'Nothing' }
  | { readonly is: 'AwaitingPayment'; readonly batch: string }
  | { readonly is: 'Confirmed' }
  | { readonly is: 'Declined' }

/** What a line costs. */
const amountOf = ({ unitPrice, quantity }: Pick<Line, 'unitPrice' | 'quantity'>): Money =>
  Money.parse(unitPrice, 'GBP').times(quantity)

export const totalOf = (lines: readonly Pick<Line, 'unitPrice' | 'quantity'>[]): Money =>
  lines.reduce((sum, line) => sum.plus(amountOf(line)), Money.zero('GBP'))

/** An order is placed once, waits for its payment however long that takes, and is then confirmed or declined. */
export const Order = aggregate('Order', {
  commands: [PlaceOrder, ConfirmOrder, DeclineOrder],
  events: [OrderPlaced, OrderConfirmed, OrderDeclined],
  initial: (): OrderState => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      PlaceOrder: ({ currency: _, ...order }, __, { id: number }) =>
        OrderPlaced({ number, ...order, total: totalOf(order.lines).toJSON() }),
    },
    AwaitingPayment: {
      PlaceOrder: (_, __, { id }) => alreadyPlaced(id),
      ConfirmOrder: ({ charge }, { batch }, { id: number }) =>
        OrderConfirmed({ number, batch, charge }),
      DeclineOrder: ({ reason }, { batch }, { id: number }) =>
        OrderDeclined({ number, batch, reason }),
    },
    Confirmed: { PlaceOrder: (_, __, { id }) => alreadyPlaced(id) },
    Declined: { PlaceOrder: (_, __, { id }) => alreadyPlaced(id) },
  })
  .evolve({
    OrderPlaced: (_, { batch }) => ({ is: 'AwaitingPayment', batch }),
    OrderConfirmed: () => ({ is: 'Confirmed' }),
    OrderDeclined: () => ({ is: 'Declined' }),
  })

const alreadyPlaced = (id: string) =>
  refuse('AlreadyPlaced', `order ${id} was placed before with other words or another key`)
