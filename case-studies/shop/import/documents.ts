import { isStock } from './classify.ts'
import type { Invoice, InvoiceLine } from './invoices.ts'
import { currency } from './row.ts'

export type DocumentKind = 'order' | 'credit-note' | 'stock-adjustment' | 'opening-stock'

/** What a document does to the stock of one code: more than 0 comes, less than 0 goes. */
export interface Move {
  readonly sku: string
  readonly units: number
}

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
  /** In the order in which they are booked. */
  readonly moves: readonly Move[]
}

const commands = {
  order: 'orders/order/{number}/place-order',
  'credit-note': 'orders/credit-note/{number}/issue-credit-note',
  'stock-adjustment': 'inventory/stock-adjustment/{number}/record-stock-adjustment',
  'opening-stock': 'inventory/stock-count/{number}/count-stock',
} as const satisfies Record<DocumentKind, string>

/** Path at the gateway. */
const pathOf = (kind: DocumentKind, number: string) =>
  `/api/${commands[kind].replace('{number}', number)}`

/** Stock codes to a count. */
const countedTogether = 100

/** What is counted of the stock codes before the first order of the file. */
export function openingStock(moves: readonly Move[], batch: string): Document[] {
  const counts: Document[] = []
  for (let from = 0; from < moves.length; from += countedTogether) {
    const counted = moves.slice(from, from + countedTogether)
    const invoice = `${batch}-opening-${counts.length + 1}`
    const lines = counted.map(({ sku, units: quantity }) => ({ sku, quantity }))
    counts.push({
      ...{ kind: 'opening-stock', invoice, customer: null, fileLines: [0, 0] },
      path: pathOf('opening-stock', invoice),
      key: `opening-stock/${invoice}`,
      body: JSON.stringify({ batch, reason: 'counted before the first order of the file', lines }),
      moves: counted,
    })
  }
  return counts
}

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
        path: pathOf(kind, number),
        key: `${kind}/${number}`,
        customer,
        fileLines: [first.line, last.line],
        body: JSON.stringify({ batch, customer, ...facts(first) }),
        moves: movesOf(kind, from),
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

/** An order or a credit note moves all it has of a code at once, and charges not at all; an adjustment is booked line by line. */
function movesOf(kind: DocumentKind, lines: readonly InvoiceLine[]): Move[] {
  if (kind === 'stock-adjustment')
    return lines.map(({ row: { sku, quantity } }) => ({ sku, units: quantity }))
  const goods = Map.groupBy(lines, ({ row: { sku } }) => sku)
  return [...goods].flatMap(([sku, of]) => {
    // a sale is positive in the file, and goes
    const units = of.reduce((sum, { row }) => sum - row.quantity, 0)
    return isStock(sku) ? [{ sku, units }] : []
  })
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
