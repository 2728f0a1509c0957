import { seededRandom } from '@watertight/ports'

/** As many of each as December 2010 has, where nobody names the file itself. */
const size = { orders: 1_559, creditNotes: 326, codes: 2_822, customers: 948, days: 23 }
/** Lines of an order: 26.6 on average, as there. */
const mostLines = 52
/** The share of orders without a customer. */
const guests = 0.08

/** A month of the "Online Retail" format, made up: as many orders, lines, codes and credit notes as December 2010 has. */
export function madeUpMonth(orders = size.orders): string {
  const random = seededRandom(2_010_12)
  const below = (n: number) => Math.floor(random.next() * n)
  // what sells best is ordered a hundred times as often as the rest
  const code = () => String(10_000 + Math.floor(size.codes * random.next() ** 2))
  const rows = ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country']
  const credits = size.creditNotes / size.orders
  let number = 536_365
  for (let n = 0; n < orders; n++) {
    const at = minuteOf(n / orders)
    const customer = random.next() < guests ? '' : `${12_346 + below(size.customers)}.0`
    const lines = Array.from({ length: 1 + below(mostLines) }, () => ({
      ...{ sku: code(), quantity: 1 + below(12), price: (0.5 + below(900) / 100).toFixed(2) },
    }))
    const invoice = number++
    const rowOf = (prefix: string, sign: string) => (line: (typeof lines)[number]) =>
      `${prefix},${line.sku},PAPER CHAIN KIT ${line.sku},${sign}${line.quantity},${at},${line.price},${customer},United Kingdom`
    rows.push(...lines.map(rowOf(String(invoice), '')))
    if (random.next() < credits) rows.push(...lines.slice(0, 2).map(rowOf(`C${number++}`, '-')))
  }
  return `${rows.join('\n')}\n`
}

function minuteOf(share: number): string {
  const start = Date.UTC(2010, 11, 1, 8)
  const at = new Date(start + share * (size.days - 1) * 86_400_000).toISOString()
  return `${at.slice(0, 10)} ${at.slice(11, 16)}:00`
}
