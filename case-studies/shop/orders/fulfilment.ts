import { done, processManager, send } from '@watertight/domain'
import { CallOffPayment, CapturePayment, PayBack } from './from-payments.ts'
import {
  OrderCancelled,
  OrderDeclined,
  OrderDelivered,
  OrderNotPaid,
  OrderOutOfStock,
  OrderReserved,
  OrderShippingFailed,
  OrderStockGone,
  ReturnReceived,
} from './language.ts'

/** From the reservation to the delivery, and what is undone on the way: the money is taken once the goods are reserved, and called off wherever the order is given up. Payments knows how far it is, and lets go or pays back. */
export const Fulfilment = processManager('Fulfilment', {
  hears: [
    OrderReserved,
    OrderDelivered,
    OrderDeclined,
    OrderNotPaid,
    OrderOutOfStock,
    OrderStockGone,
    OrderShippingFailed,
    OrderCancelled,
  ],
  sends: [CapturePayment, CallOffPayment],
  initial: () => ({ is: 'Running' }) as const,
}).on({
  events: {
    OrderReserved: (_, __, { id }) => send(id, CapturePayment({})),
    OrderOutOfStock: ({ reason }, _, { id }) => [send(id, CallOffPayment({ reason })), done()],
    OrderStockGone: ({ reason }, _, { id }) => [send(id, CallOffPayment({ reason })), done()],
    OrderShippingFailed: ({ reason }, _, { id }) => [send(id, CallOffPayment({ reason })), done()],
    OrderCancelled: ({ reason }, _, { id }) => [send(id, CallOffPayment({ reason })), done()],
    OrderDelivered: () => done(),
    OrderDeclined: () => done(),
    OrderNotPaid: () => done(),
  },
  alarms: {},
})

/** What has come back is paid back, once for each return. */
export const Returns = processManager('Returns', {
  hears: [ReturnReceived],
  sends: [PayBack],
  initial: () => ({ is: 'Running' }) as const,
  instance: { ReturnReceived: ({ number, return: name }) => `${number}/${name}` },
}).on({
  events: {
    ReturnReceived: ({ return: reference, reason, refund: amount }, _, { id }) => [
      send(id, PayBack({ reference, amount, reason })),
      done(),
    ],
  },
  alarms: {},
  // a dispute that was lost has taken it already
  refused: { PayBack: () => done() },
})
