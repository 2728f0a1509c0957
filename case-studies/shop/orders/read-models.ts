import { Money, plus, projection } from '@watertight/domain'
import { totalOf } from './goods.ts'
import {
  type CreditedLine,
  CreditNoteIssued,
  CustomerPseudonymised,
  OrderCancelled,
  OrderConfirmed,
  OrderDeclined,
  OrderDelivered,
  OrderNotPaid,
  OrderOutOfStock,
  OrderPaid,
  OrderPicked,
  OrderPlaced,
  OrderReserved,
  OrderShipped,
  OrderShippingFailed,
  OrderStockGone,
  ReturnReceived,
  ReturnRequested,
  type Settlement,
} from './language.ts'

const pence = (amount: Money) => amount.toMinorNumber()

/** The orders, as a list for people. */
export const OrderList = projection('OrderList', {
  version: 2,
  hears: [
    OrderPlaced,
    OrderConfirmed,
    OrderDeclined,
    OrderReserved,
    OrderPaid,
    OrderPicked,
    OrderShipped,
    OrderDelivered,
    OrderOutOfStock,
    OrderNotPaid,
    OrderStockGone,
    OrderShippingFailed,
    OrderCancelled,
    ReturnRequested,
    ReturnReceived,
    CustomerPseudonymised,
  ],
  columns: {
    number: 'text',
    batch: 'text',
    customer: 'text?',
    country: 'text',
    state: 'text',
    placedAt: 'text',
    lines: 'integer',
    pence: 'integer',
    since: 'integer',
  },
  key: ['number'],
  indexes: [['since'], ['batch', 'since']],
}).on({
  OrderPlaced: ({ number, batch, customer, country, placedAt, lines, total }, { position }, rows) =>
    rows.put({
      number,
      batch,
      customer,
      country,
      state: 'awaiting payment',
      placedAt,
      lines: lines.length,
      pence: pence(Money.from(total)),
      since: position,
    }),
  OrderConfirmed: ({ number }, _, rows) => rows.patch({ number }, { state: 'confirmed' }),
  OrderDeclined: ({ number }, _, rows) => rows.patch({ number }, { state: 'payment declined' }),
  OrderReserved: ({ number }, _, rows) => rows.patch({ number }, { state: 'reserved' }),
  OrderPaid: ({ number }, _, rows) => rows.patch({ number }, { state: 'paid' }),
  OrderPicked: ({ number }, _, rows) => rows.patch({ number }, { state: 'picked' }),
  OrderShipped: ({ number }, _, rows) => rows.patch({ number }, { state: 'shipped' }),
  OrderDelivered: ({ number }, _, rows) => rows.patch({ number }, { state: 'delivered' }),
  OrderOutOfStock: ({ number }, _, rows) => rows.patch({ number }, { state: 'out of stock' }),
  OrderNotPaid: ({ number }, _, rows) => rows.patch({ number }, { state: 'not paid' }),
  OrderStockGone: ({ number }, _, rows) => rows.patch({ number }, { state: 'stock gone' }),
  OrderShippingFailed: ({ number }, _, rows) =>
    rows.patch({ number }, { state: 'shipping failed' }),
  OrderCancelled: ({ number }, _, rows) => rows.patch({ number }, { state: 'cancelled' }),
  ReturnRequested: ({ number }, _, rows) => rows.patch({ number }, { state: 'return awaited' }),
  ReturnReceived: ({ number }, _, rows) => rows.patch({ number }, { state: 'returned' }),
  CustomerPseudonymised: ({ orders, pseudonym: customer }, _, rows) =>
    orders.map((number) => rows.patch({ number }, { customer })),
})

const parcel = { number: 'text', batch: 'text', pieces: 'integer', since: 'integer' } as const

/** To do: what is picked and the carrier has not taken yet. */
export const ParcelsDue = projection('ParcelsDue', {
  hears: [OrderPicked, OrderShipped, OrderShippingFailed],
  columns: parcel,
  key: ['number'],
  indexes: [['since']],
}).on({
  OrderPicked: ({ number, batch, pieces }, { position: since }, rows) =>
    rows.put({ number, batch, pieces, since }),
  OrderShipped: ({ number }, _, rows) => rows.remove({ number }),
  OrderShippingFailed: ({ number }, _, rows) => rows.remove({ number }),
})

/** To do: what the carrier has and the customer has not. */
export const ParcelsUnderWay = projection('ParcelsUnderWay', {
  hears: [OrderShipped, OrderDelivered, OrderShippingFailed],
  columns: { number: 'text', batch: 'text', tracking: 'text', since: 'integer' },
  key: ['number'],
  indexes: [['since']],
}).on({
  OrderShipped: ({ number, batch, tracking }, { position: since }, rows) =>
    rows.put({ number, batch, tracking, since }),
  OrderDelivered: ({ number }, _, rows) => rows.remove({ number }),
  OrderShippingFailed: ({ number }, _, rows) => rows.remove({ number }),
})

const nothing = {
  orders: 0,
  saleLines: 0,
  salePence: 0,
  awaiting: 0,
  confirmed: 0,
  declined: 0,
  delivered: 0,
  outOfStock: 0,
  notPaid: 0,
  stockGone: 0,
  shippingFailed: 0,
  cancelled: 0,
  /** Of these, after the card network had answered. */
  cancelledLater: 0,
  returns: 0,
  returnPence: 0,
  creditNotes: 0,
  creditLines: 0,
  creditPence: 0,
  orderLines: 0,
  orderPence: 0,
  customerLines: 0,
  customerPence: 0,
  codeLines: 0,
  codePence: 0,
}
type Counter = keyof typeof nothing

const counters = Object.fromEntries(Object.keys(nothing).map((name) => [name, 'integer'])) as {
  readonly [K in Counter]: 'integer'
}
/** The row of a batch that has none yet, and the change to one that has. */
const counted = (by: Partial<Record<Counter, number>>) => ({
  first: { ...nothing, ...by },
  next: Object.fromEntries(Object.entries(by).map(([name, n]) => [name, plus(n)])),
})

/** What a batch adds up to, for reconciliation with whoever sent it. */
export const Figures = projection('Figures', {
  version: 2,
  hears: [
    OrderPlaced,
    OrderConfirmed,
    OrderDeclined,
    OrderDelivered,
    OrderOutOfStock,
    OrderNotPaid,
    OrderStockGone,
    OrderShippingFailed,
    OrderCancelled,
    ReturnReceived,
    CreditNoteIssued,
  ],
  columns: { batch: 'text', ...counters },
  key: ['batch'],
}).on({
  OrderPlaced: ({ batch, lines, total }, _, rows) => {
    const salePence = pence(Money.from(total))
    const { first, next } = counted({ orders: 1, saleLines: lines.length, salePence, awaiting: 1 })
    return rows.put({ batch, ...first }, next)
  },
  OrderConfirmed: ({ batch }, _, rows) =>
    rows.patch({ batch }, { awaiting: plus(-1), confirmed: plus(1) }),
  OrderDeclined: ({ batch }, _, rows) =>
    rows.patch({ batch }, { awaiting: plus(-1), declined: plus(1) }),
  OrderDelivered: ({ batch }, _, rows) => rows.patch({ batch }, { delivered: plus(1) }),
  OrderOutOfStock: ({ batch }, _, rows) => rows.patch({ batch }, { outOfStock: plus(1) }),
  OrderNotPaid: ({ batch }, _, rows) => rows.patch({ batch }, { notPaid: plus(1) }),
  OrderStockGone: ({ batch }, _, rows) => rows.patch({ batch }, { stockGone: plus(1) }),
  OrderShippingFailed: ({ batch }, _, rows) => rows.patch({ batch }, { shippingFailed: plus(1) }),
  OrderCancelled: ({ batch, isPaymentAwaited }, _, rows) =>
    rows.patch(
      { batch },
      isPaymentAwaited
        ? { cancelled: plus(1), awaiting: plus(-1) }
        : { cancelled: plus(1), cancelledLater: plus(1) },
    ),
  ReturnReceived: ({ batch, refund }, _, rows) =>
    rows.patch({ batch }, { returns: plus(1), returnPence: plus(pence(Money.from(refund))) }),
  CreditNoteIssued: ({ batch, lines, total }, _, rows) => {
    const order = settledBy(lines, 'order')
    const customer = settledBy(lines, 'customer')
    const code = settledBy(lines, 'code')
    const { first, next } = counted({
      creditNotes: 1,
      creditLines: lines.length,
      creditPence: pence(Money.from(total)),
      orderLines: order.lines,
      orderPence: order.pence,
      customerLines: customer.lines,
      customerPence: customer.pence,
      codeLines: code.lines,
      codePence: code.pence,
    })
    return rows.put({ batch, ...first }, next)
  },
})

const settledBy = (lines: readonly CreditedLine[], by: Settlement) => {
  const settled = lines.filter(({ settlement }) => settlement === by)
  return { lines: settled.length, pence: pence(totalOf(settled)) }
}

/** Charges that were sold (carriage, fees), and guests' credits: amounts that belong to an account by code, not to stock. */
export const CodeFigures = projection('CodeFigures', {
  hears: [OrderPlaced, CreditNoteIssued],
  columns: { batch: 'text', kind: 'text', sku: 'text', lines: 'integer', pence: 'integer' },
  key: ['batch', 'kind', 'sku'],
}).on({
  OrderPlaced: ({ batch, lines }, _, rows) =>
    byCode(lines.filter(({ charge }) => charge)).map(({ sku, lines: n, pence: p }) =>
      rows.put(
        { batch, kind: 'charge', sku, lines: n, pence: p },
        { lines: plus(n), pence: plus(p) },
      ),
    ),
  CreditNoteIssued: ({ batch, lines }, _, rows) =>
    byCode(lines.filter(({ settlement }) => settlement === 'code')).map(
      ({ sku, lines: n, pence: p }) =>
        rows.put(
          { batch, kind: 'adjustment', sku, lines: n, pence: p },
          { lines: plus(n), pence: plus(p) },
        ),
    ),
})

const byCode = (lines: readonly Pick<CreditedLine, 'sku' | 'unitPrice' | 'quantity'>[]) =>
  [...Map.groupBy(lines, ({ sku }) => sku)].map(([sku, of]) => ({
    sku,
    lines: of.length,
    pence: pence(totalOf(of)),
  }))

/** Who bought or gave back in a batch. */
export const Customers = projection('Customers', {
  version: 2,
  hears: [OrderPlaced, CreditNoteIssued, CustomerPseudonymised],
  columns: { batch: 'text', customer: 'text' },
  key: ['batch', 'customer'],
}).on({
  OrderPlaced: ({ batch, customer }, _, rows) =>
    customer === null ? [] : rows.put({ batch, customer }),
  CreditNoteIssued: ({ batch, customer }, _, rows) =>
    customer === null ? [] : rows.put({ batch, customer }),
  CustomerPseudonymised: ({ customer, pseudonym, batches }, _, rows) =>
    batches.flatMap((batch) => [
      rows.remove({ batch, customer }),
      rows.put({ batch, customer: pseudonym }),
    ]),
})

/** What was sold or given back in a batch. */
export const Skus = projection('Skus', {
  hears: [OrderPlaced, CreditNoteIssued],
  columns: { batch: 'text', sku: 'text' },
  key: ['batch', 'sku'],
}).on({
  OrderPlaced: ({ batch, lines }, _, rows) => codes(lines).map((sku) => rows.put({ batch, sku })),
  CreditNoteIssued: ({ batch, lines }, _, rows) =>
    codes(lines).map((sku) => rows.put({ batch, sku })),
})

const codes = (lines: readonly { readonly sku: string }[]) => [
  ...new Set(lines.map(({ sku }) => sku)),
]
