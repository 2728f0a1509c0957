import { Money } from '@watertight/domain'
import { isStock } from './classify.ts'
import type { Move } from './documents.ts'
import type { ServiceFigures } from './figures.ts'
import { currency } from './row.ts'
import type { StockNeed } from './stock-need.ts'
import type { ByCode, Summary } from './summary.ts'

/** One figure, as the file has it and as the services have it. */
export interface Comparison {
  readonly what: string
  readonly file: string
  readonly services: string
  /** Undefined where only the services can know. */
  readonly agree: boolean | undefined
}

/** Holds the file's own figures against what the services read from their own models; amounts agree to the penny or not at all. */
export function reconcile(
  file: Summary,
  stock: StockNeed,
  opening: readonly Move[],
  services: ServiceFigures,
): Comparison[] {
  const { orders, inventory, payments, cardNetwork } = services
  const { matched, customer, adjustment } = orders.credited
  const refundable = pounds(matched.value).plus(pounds(customer.value)).toDecimal()
  return [
    same('orders', file.orders, orders.orders),
    same('  confirmed', file.orders, orders.confirmed),
    same('  delivered', file.orders, orders.delivered),
    same('  out of stock', 0, orders.outOfStock),
    same('  sale lines', file.saleLines, orders.saleLines),
    same('  sale value', file.saleValue, orders.saleValue),
    ...codes(file.charges, orders.charges),
    same('credit notes', file.creditNotes, orders.creditNotes),
    same('  credit lines', file.creditLines, orders.creditLines),
    same('  credit value', file.creditValue, orders.creditValue),
    known('  matched to sales', linesAndValue(matched)),
    known('  to the customer', linesAndValue(customer)),
    same('  both of these', file.refundValue, refundable),
    same('  adjustments by code', file.guestCreditValue, adjustment.value),
    ...codes(file.guestCredits, orders.adjustments),
    same(
      'net value',
      file.net,
      pounds(orders.saleValue).minus(pounds(orders.creditValue)).toDecimal(),
    ),
    same('stock adjustments', file.adjustments, inventory.adjustments),
    same('  lines', file.adjustmentLines, inventory.lines),
    same('  units', file.adjustedUnits, inventory.units),
    same('opening stock', unitsOf(opening), inventory.received),
    same('  found', stock.total.found, inventory.found),
    same('  lost', stock.total.lost, inventory.lost + inventory.unaccounted),
    same('  sold', stock.total.sold, inventory.picked),
    same('  put back', stock.total.credited, inventory.putBack),
    levels('  left, by stock code', stock.closing(opening), services.stock),
    sets('customers', file.customers, services.customers),
    sets('stock codes', file.skus, services.skus),
    same('payments authorised', file.orders, payments.authorised),
    same('  value', file.saleValue, payments.authorisedValue),
    same('payments captured', file.orders, payments.captured),
    same('  value', file.saleValue, payments.capturedValue),
    same('  called off or returned', 0, payments.paidBack),
    // one for each order that a credit note takes from, and one for the customer
    known('payments refunded', payments.refunded),
    same('  value', file.refundValue, payments.refundedValue),
    same('card network charges', file.orders, cardNetwork.charges),
    same('  value', file.saleValue, cardNetwork.charged),
    same('card network refunds', payments.refunded, cardNetwork.refunds),
    same('  value', file.refundValue, cardNetwork.refunded),
    same('charged or refunded twice', 0, cardNetwork.twice),
  ]
}

type Lines = { readonly lines: number; readonly value: string }

const pounds = (text: string) => Money.parse(text, currency)
const plain = (value: number | string | Money) =>
  value instanceof Money ? value.toDecimal() : String(value)
const linesAndValue = ({ lines, value }: Lines) =>
  `${lines} ${lines === 1 ? 'line' : 'lines'}, ${value}`

function same(what: string, file: number | Money, services: number | string): Comparison {
  return {
    what,
    file: plain(file),
    services: plain(services),
    agree: plain(file) === plain(services),
  }
}

function known(what: string, services: number | string): Comparison {
  return { what, file: '', services: plain(services), agree: undefined }
}

const unitsOf = (moves: readonly Move[]) => moves.reduce((sum, { units }) => sum + units, 0)

/** As many units of every single code. */
function levels(
  what: string,
  file: ReadonlyMap<string, number>,
  services: ReadonlyMap<string, number>,
): Comparison {
  const skus = [...new Set([...file.keys(), ...services.keys()])]
  const wrong = skus.filter((sku) => (file.get(sku) ?? 0) !== (services.get(sku) ?? 0))
  const cell = (of: ReadonlyMap<string, number>) => {
    const units = [...of.values()].reduce((sum, one) => sum + one, 0)
    const told = wrong.slice(0, 3).map((sku) => `${sku}: ${of.get(sku) ?? 0}`)
    return told.length === 0 ? `${units}` : `${units} (${told.join(', ')})`
  }
  return { what, file: cell(file), services: cell(services), agree: wrong.length === 0 }
}

/** The same members, not only as many. */
function sets(what: string, file: ReadonlySet<string>, services: ReadonlySet<string>): Comparison {
  const onlyIn = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
    [...one].filter((member) => !other.has(member))
  const cell = (size: number, alone: readonly string[]) =>
    alone.length === 0 ? `${size}` : `${size} (alone here: ${alone.slice(0, 3).join(', ')})`
  const [ours, theirs] = [onlyIn(file, services), onlyIn(services, file)]
  return {
    what,
    file: cell(file.size, ours),
    services: cell(services.size, theirs),
    agree: ours.length + theirs.length === 0,
  }
}

/** Each code that is no stock for itself; goods, which may be thousands, in one figure that agrees when every code does. */
function codes(
  file: ByCode,
  services: readonly ({ readonly sku: string } & Lines)[],
): Comparison[] {
  const ours = new Map(
    [...file].map(([sku, { lines, value }]) => [sku, { lines, value: value.toDecimal() }]),
  )
  const theirs = new Map(services.map((one) => [one.sku, one]))
  const none: Lines = { lines: 0, value: '0.00' }
  const cell = (from: ReadonlyMap<string, Lines>, sku: string) =>
    linesAndValue(from.get(sku) ?? none)
  const all = [...new Set([...ours.keys(), ...theirs.keys()])].sort()
  const compare = (what: string, at: (from: ReadonlyMap<string, Lines>) => string) => ({
    what: `    ${what}`,
    file: at(ours),
    services: at(theirs),
    agree: at(ours) === at(theirs),
  })
  const goods = all.filter(isStock)
  const different = goods.filter((sku) => cell(ours, sku) !== cell(theirs, sku))
  return [
    ...all.filter((sku) => !isStock(sku)).map((sku) => compare(sku, (from) => cell(from, sku))),
    ...different.map((sku) => compare(sku, (from) => cell(from, sku))),
    ...(goods.length > 0 && different.length === 0
      ? [compare('goods', (from) => linesAndValue(sum(goods, from)))]
      : []),
  ]
}

function sum(skus: readonly string[], from: ReadonlyMap<string, Lines>): Lines {
  const all = skus.flatMap((sku) => from.get(sku) ?? [])
  const value = all.reduce((total, one) => total.plus(pounds(one.value)), Money.zero(currency))
  return { lines: all.reduce((total, { lines }) => total + lines, 0), value: value.toDecimal() }
}
