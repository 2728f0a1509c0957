import { classify, type Kind } from './classify.ts'
import type { LeftOut, Row } from './row.ts'

export interface InvoiceLine {
  /** 1-based place among the file's rows of this invoice, left-out ones included: with the number it is the line's identity. */
  readonly place: number
  readonly kind: Kind
  readonly row: Row
}

export interface Invoice {
  readonly number: string
  readonly lines: readonly InvoiceLine[]
}

/**
 * Groups rows into invoices, each given out when the next one begins. Rows that become nothing are given out as they come.
 * An invoice whose rows do not stand together keeps its first run of rows; the later ones are left out, because its documents may be posted already.
 * When the rows break off with an error the invoice in hand is not given out.
 */
export async function* invoices(
  rows: AsyncIterable<Row | LeftOut>,
): AsyncGenerator<Invoice | LeftOut> {
  // all invoice numbers of the file: some 2 MB for the 25,900 of the whole data set
  const closed = new Set<string>()
  let open: { number: string; first?: Row; lines: InvoiceLine[]; places: number } | undefined
  for await (const row of rows) {
    const { line, invoice } = row
    if (invoice !== undefined && invoice !== open?.number) {
      if (open !== undefined) {
        closed.add(open.number)
        if (open.lines.length > 0) yield { number: open.number, lines: open.lines }
      }
      open = { number: invoice, lines: [], places: 0 }
    }
    if (invoice === undefined || open === undefined) {
      yield row as LeftOut
      continue
    }
    const place = ++open.places
    if (closed.has(invoice)) {
      yield { line, invoice, reason: 'the rows of its invoice do not stand together' }
      continue
    }
    if ('reason' in row) {
      yield row
      continue
    }
    const verdict = classify(row)
    const reason = 'reason' in verdict ? verdict.reason : open.first && otherThan(open.first, row)
    if (reason !== undefined || 'reason' in verdict) {
      yield { line, invoice, reason: reason as string }
      continue
    }
    open.first ??= row
    open.lines.push({ place, kind: verdict.kind, row })
  }
  if (open !== undefined && open.lines.length > 0) yield { number: open.number, lines: open.lines }
}

function otherThan(first: Row, row: Row): string | undefined {
  for (const name of ['customer', 'country'] as const)
    if (row[name] !== first[name])
      return `its ${name} ${row[name] ?? '(none)'} is not the invoice's ${first[name] ?? '(none)'} of line ${first.line}`
  return undefined
}
