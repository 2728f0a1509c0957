import { Money, plus, projection } from '@watertight/domain'
import {
  type CreditedLine,
  CreditNoteIssued,
  OrderConfirmed,
  OrderDeclined,
  OrderPlaced,
  type Settlement,
} from './language.ts'
import { totalOf } from './order.ts'

const pence = (amount: Money) => amount.toMinorNumber()

/** The orders, as a list for people. */
export const OrderList = projection('OrderList', {
  hears: [OrderPlaced, OrderConfirmed, OrderDeclined],
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
})

const nothing = {
  orders: 0,
  saleLines: 0,
  salePence: 0,
  awaiting: 0,
  confirmed: 0,
  declined: 0,
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
  hears: [OrderPlaced, OrderConfirmed, OrderDeclined, CreditNoteIssued],
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
  hears: [OrderPlaced, CreditNoteIssued],
  columns: { batch: 'text', customer: 'text' },
  key: ['batch', 'customer'],
}).on({
  OrderPlaced: ({ batch, customer }, _, rows) =>
    customer === null ? [] : rows.put({ batch, customer }),
  CreditNoteIssued: ({ batch, customer }, _, rows) =>
    customer === null ? [] : rows.put({ batch, customer }),
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
