import { Money } from '@watertight/domain'
import type { Invoice } from './invoices.ts'
import { currency, type LeftOut } from './row.ts'

/** Lines and what they are worth, by code. */
export type ByCode = Map<string, { readonly lines: number; readonly value: Money }>

/** How many left-out rows are kept to be listed; all are counted. */
const maxListed = 10_000

/** The file's own figures, added up while it streams by. They count what can be imported; what cannot is in `leftOut`. */
export class Summary {
  /** Rows of the file, left-out ones included, the header not. */
  rows = 0
  readonly leftOut: LeftOut[] = []
  leftOutRows = 0
  orders = 0
  saleLines = 0
  saleValue = Money.zero(currency)
  creditNotes = 0
  creditLines = 0
  creditValue = Money.zero(currency)
  /** Credit lines without a customer: nobody to refund, so they are booked by code. */
  readonly guestCredits: ByCode = new Map()
  guestCreditLines = 0
  guestCreditValue = Money.zero(currency)
  adjustments = 0
  adjustmentLines = 0
  adjustedUnits = 0
  /** Sale lines of codes that are no stock. */
  readonly charges: ByCode = new Map()
  rowsWithoutCustomer = 0
  readonly customers = new Set<string>()
  readonly skus = new Set<string>()

  leaveOut(row: LeftOut): void {
    this.rows++
    this.leftOutRows++
    if (this.leftOut.length < maxListed) this.leftOut.push(row)
  }

  add({ lines }: Invoice): void {
    const kinds = new Set<string>()
    for (const { kind, row } of lines) {
      kinds.add(kind)
      this.rows++
      this.skus.add(row.sku)
      if (row.customer === null) this.rowsWithoutCustomer++
      else this.customers.add(row.customer)
      const value = row.price.times(Math.abs(row.quantity))
      switch (kind) {
        case 'charge':
          addTo(this.charges, row.sku, value)
          this.#sell(value)
          break
        case 'sale':
          this.#sell(value)
          break
        case 'credit':
          this.creditLines++
          this.creditValue = this.creditValue.plus(value)
          if (row.customer === null) this.#bookByCode(row.sku, value)
          break
        case 'stock-adjustment':
          this.adjustmentLines++
          this.adjustedUnits += row.quantity
          break
        default:
          kind satisfies never
      }
    }
    if (kinds.has('sale') || kinds.has('charge')) this.orders++
    if (kinds.has('credit')) this.creditNotes++
    if (kinds.has('stock-adjustment')) this.adjustments++
  }

  get net(): Money {
    return this.saleValue.minus(this.creditValue)
  }

  /** What goes back to customers, whether the sale is found or not. */
  get refundValue(): Money {
    return this.creditValue.minus(this.guestCreditValue)
  }

  #sell(value: Money): void {
    this.saleLines++
    this.saleValue = this.saleValue.plus(value)
  }

  #bookByCode(sku: string, value: Money): void {
    addTo(this.guestCredits, sku, value)
    this.guestCreditLines++
    this.guestCreditValue = this.guestCreditValue.plus(value)
  }
}

function addTo(codes: ByCode, sku: string, value: Money): void {
  const before = codes.get(sku) ?? { lines: 0, value: Money.zero(currency) }
  codes.set(sku, { lines: before.lines + 1, value: before.value.plus(value) })
}
