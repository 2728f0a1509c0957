import { isStock } from './classify.ts'
import type { Invoice, InvoiceLine } from './invoices.ts'
import { currency } from './row.ts'

export type DocumentKind = 'order' | 'credit-note' | 'stock-adjustment'

/** One command to one service: it is stored whole or not at all. */
export interface Document {
  readonly kind: DocumentKind
  readonly invoice: string
  /** Path at the gateway. */
  readonly path: string
  /** The document's identity: posting it again is answered as the first time. */
  readonly key: string
  readonly customer: string | null
  /** First and last line of the file that went into it. */
  readonly fileLines: readonly [number, number]
  readonly body: string
}

const commands = {
  order: 'orders/order/{number}/place-order',
  'credit-note': 'orders/credit-note/{number}/issue-credit-note',
  'stock-adjustment': 'inventory/stock-adjustment/{number}/record-stock-adjustment',
} as const satisfies Record<DocumentKind, string>

/** What an invoice becomes: an order or a credit note for its priced lines, a stock adjustment for those with price 0; both, when it holds both. */
export function documentsOf({ number, lines }: Invoice, batch: string): Document[] {
  const moved = lines.filter(({ kind }) => kind === 'stock-adjustment')
  const credited = lines.filter(({ kind }) => kind === 'credit')
  const sold = lines.filter(({ kind }) => kind === 'sale' || kind === 'charge')

  const document = (
    kind: DocumentKind,
    from: readonly InvoiceLine[],
    facts: (first: InvoiceLine['row']) => object,
  ): Document[] => {
    const [first, last] = [from[0]?.row, from.at(-1)?.row]
    if (first === undefined || last === undefined) return []
    const { customer } = first
    return [
      {
        kind,
        invoice: number,
        path: `/api/${commands[kind].replace('{number}', number)}`,
        key: `${kind}/${number}`,
        customer,
        fileLines: [first.line, last.line],
        body: JSON.stringify({ batch, customer, ...facts(first) }),
      },
    ]
  }

  return [
    ...document('order', sold, ({ country, at }) => ({
      country,
      placedAt: at,
      currency,
      lines: sold.map(pricedLine),
    })),
    ...document('credit-note', credited, ({ country, at }) => ({
      country,
      issuedAt: at,
      currency,
      lines: credited.map(pricedLine),
    })),
    ...document('stock-adjustment', moved, ({ at }) => ({
      adjustedAt: at,
      lines: moved.map(({ place, row: { sku, description, quantity } }) => ({
        line: place,
        sku,
        description,
        quantity,
      })),
    })),
  ]
}

function pricedLine({ place, row: { sku, description, quantity, price } }: InvoiceLine) {
  return {
    line: place,
    sku,
    description,
    // a credit note says how much is credited
    quantity: Math.abs(quantity),
    unitPrice: price.toDecimal(),
    charge: !isStock(sku),
  }
}
