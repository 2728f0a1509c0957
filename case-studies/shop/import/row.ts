import { Money } from '@watertight/domain'
import type { CsvRow } from './csv-rows.ts'
import type { ColumnName, Header } from './header.ts'

/** The prices of "Online Retail" are in sterling. */
export const currency = 'GBP'

export interface Row {
  /** Line of the file. */
  readonly line: number
  readonly invoice: string
  readonly sku: string
  readonly description: string
  readonly quantity: number
  /** The shop's local time to the minute: `2010-12-01T08:26`. */
  readonly at: string
  readonly price: Money
  /** Null for a guest. */
  readonly customer: string | null
  readonly country: string
}

/** A row that becomes nothing, and why. */
export interface LeftOut {
  readonly line: number
  /** As far as it can be read. */
  readonly invoice: string | undefined
  readonly reason: string
}

const maxQuantity = 1_000_000
const invoiceNumber = /^[AC]?\d{1,12}$/

/** Reads one record of the file; every fault is said in plain words. */
export function readRow(record: CsvRow, { places }: Header): Row | LeftOut {
  const { line } = record
  if ('problem' in record) {
    const invoice = record.text.split(',')[places.InvoiceNo]
    return {
      line,
      invoice: invoiceNumber.test(invoice ?? '') ? invoice : undefined,
      reason: record.problem,
    }
  }
  const field = (name: ColumnName) => (record.fields[places[name]] ?? '').trim()
  const invoice = field('InvoiceNo')
  const faults: string[] = []
  const need = <T>(value: T | undefined, fault: string): T => {
    if (value === undefined) faults.push(fault)
    return value as T
  }
  const row: Row = {
    line,
    invoice: need(
      invoiceNumber.test(invoice) ? invoice : undefined,
      `InvoiceNo ${quoted(invoice)} is no invoice number`,
    ),
    sku: need(field('StockCode') || undefined, 'StockCode is empty'),
    description: field('Description'),
    quantity: quantityOf(field('Quantity'), faults),
    at: need(
      localMinute(field('InvoiceDate')),
      `InvoiceDate ${quoted(field('InvoiceDate'))} is no date like 2010-12-01 08:26:00`,
    ),
    price: priceOf(field('UnitPrice'), faults),
    customer: need(
      customerOf(field('CustomerID')),
      `CustomerID ${quoted(field('CustomerID'))} is no customer number`,
    ),
    country: need(field('Country') || undefined, 'Country is empty'),
  }
  if (record.fields.some((value) => value.includes('\uFFFD')))
    faults.push('it holds bytes that are not UTF-8')
  if (faults.length === 0) return row
  return { line, invoice: row.invoice, reason: faults.join('; ') }
}

const quoted = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)

function quantityOf(text: string, faults: string[]): number {
  const quantity = /^-?\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(quantity)) faults.push(`Quantity ${quoted(text)} is no whole number`)
  else if (quantity === 0) faults.push('Quantity is 0')
  else if (Math.abs(quantity) > maxQuantity)
    faults.push(`Quantity ${text} is beyond ${maxQuantity.toLocaleString('en-GB')} either way`)
  return quantity
}

function priceOf(text: string, faults: string[]): Money {
  const [, whole, fraction = ''] = /^(-?\d{1,12})(?:\.(\d{1,12}))?$/.exec(text) ?? []
  if (whole === undefined) faults.push(`UnitPrice ${quoted(text)} is no amount like 2.55`)
  else if (/[1-9]/.test(fraction.slice(2)))
    faults.push(`UnitPrice ${text} has a part below a penny, which nobody can pay`)
  else return Money.parse(`${whole}.${fraction.slice(0, 2).padEnd(2, '0')}`, currency)
  return Money.zero(currency)
}

/** `2010-12-01 08:26:00` as `2010-12-01T08:26`. */
function localMinute(text: string): string | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::[0-5]\d)?$/.exec(text)
  if (parts === null) return undefined
  const [year, month, day, hour, minute] = parts.slice(1).map(Number) as number[]
  // a day that does not exist comes back as another one
  const date = new Date(Date.UTC(year as number, (month as number) - 1, day))
  const exists = date.getUTCMonth() + 1 === month && date.getUTCDate() === day
  if (!exists || (hour as number) > 23 || (minute as number) > 59) return undefined
  return `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}`
}

/** The file writes numbers as fractions: `17850.0`. Empty is a guest. */
function customerOf(text: string): string | null | undefined {
  if (text === '') return null
  return /^(\d{1,12})(?:\.0+)?$/.exec(text)?.[1]
}
