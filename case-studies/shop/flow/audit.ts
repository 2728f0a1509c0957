import { Money } from '@watertight/domain'
import type { CardFigures, Logs } from './schedule.ts'

interface Fact {
  readonly type: string
  readonly data: { readonly [field: string]: any }
}

/** What the logs of a shop at rest come to, added up from their events alone, with no help from the code that wrote them. */
export interface Audit {
  /** How often each event was recorded. */
  readonly count: { readonly [type: string]: number }
  /** Rules that do not hold, in words. */
  readonly broken: readonly string[]
}

const pence = ({ amount, currency }: { amount: string; currency: string }) =>
  Money.parse(amount, currency as 'GBP').toMinorNumber()
const minor = (pounds: string) => Money.parse(pounds, 'GBP').toMinorNumber()

export async function audit(logs: Logs, card: CardFigures): Promise<Audit> {
  const [orders, payments, inventory] = await Promise.all(
    [logs.orders, logs.payments, logs.inventory].map(({ store }) => factsOf(store.readLog())),
  )
  const broken = [
    ...money(orders as Fact[], payments as Fact[], card),
    ...goods(orders as Fact[], inventory as Fact[]),
    ...ends(orders as Fact[], payments as Fact[]),
  ]
  const count: { [type: string]: number } = {}
  for (const { type } of [orders, payments, inventory].flat() as Fact[])
    count[type] = (count[type] ?? 0) + 1
  return { count, broken }
}

const factsOf = async (reading: ReturnType<Logs['orders']['store']['readLog']>) =>
  (await reading.toArray()).map(({ type, data }) => ({ type, data }) as Fact)

const sumOf = (facts: readonly Fact[], type: string, of: (data: Fact['data']) => number) =>
  facts.reduce((sum, fact) => (fact.type === type ? sum + of(fact.data) : sum), 0)

/** Captured less paid back is the price of what was shipped and has neither come back nor been credited, order by order; a dispute that was lost writes the rest off. What a credit note finds on no order goes to the customer. */
function money(orders: readonly Fact[], payments: readonly Fact[], card: CardFigures): string[] {
  const broken: string[] = []
  const numbers = new Set(orders.filter(({ type }) => type === 'OrderPlaced').map(numberOf))
  for (const number of numbers) {
    const mine = orders.filter((fact) => numberOf(fact) === number)
    const its = payments.filter(({ data }) => data.order === number)
    const isShipped = mine.some(({ type }) => type === 'OrderDelivered')
    const price = isShipped ? sumOf(mine, 'OrderPlaced', ({ total }) => pence(total)) : 0
    const returned = sumOf(mine, 'ReturnReceived', ({ refund }) => pence(refund))
    const credited = creditedOn(orders, number)
    const captured = sumOf(its, 'PaymentCaptured', ({ amount }) => pence(amount))
    const paidBack = sumOf(its, 'PaidBack', ({ amount }) => pence(amount))
    const isLost = its.some(({ type, data }) => type === 'DisputeClosed' && data.outcome === 'lost')
    const due = isLost || !isShipped ? 0 : price - returned - credited
    if (captured - paidBack !== due)
      broken.push(`order ${number}: ${captured} taken, ${paidBack} paid back, and ${due} are due`)
  }
  const taken = sumOf(payments, 'PaymentCaptured', ({ amount }) => pence(amount))
  const refunded = sumOf(payments, 'RefundPaid', ({ amount }) => pence(amount))
  const found = [...numbers].reduce((sum, number) => sum + creditedOn(orders, number), 0)
  const onNoOrder = sumOf(orders, 'CreditNoteIssued', ({ refund }) => pence(refund)) - found
  if (refunded !== onNoOrder)
    broken.push(`${refunded} are refunded on no order, and ${onNoOrder} are due`)
  const back = sumOf(payments, 'PaidBack', ({ amount }) => pence(amount)) + refunded
  if (minor(card.charged) !== taken || minor(card.refunded) !== back || card.twice !== 0)
    broken.push(`the card network has ${JSON.stringify(card)}, payments ${taken} and ${back}`)
  return broken
}

/** What credit notes take back of an order, at their own prices. */
const creditedOn = (orders: readonly Fact[], number: string): number =>
  sumOf(orders, 'CreditNoteIssued', ({ lines }) =>
    lines.reduce(
      (sum: number, { unitPrice, from }: CreditedLine) =>
        from
          .filter(({ order }) => order === number)
          .reduce((all, { quantity }) => all + quantity * minor(unitPrice), sum),
      0,
    ),
  )
interface CreditedLine {
  readonly unitPrice: string
  readonly from: readonly { readonly order: string; readonly quantity: number }[]
}

/** The stock of no code was ever below zero, nothing stays reserved, and what is gone has been delivered or lost. */
function goods(orders: readonly Fact[], inventory: readonly Fact[]): string[] {
  const broken: string[] = []
  const levels = new Map<string, number>()
  const reserved = new Map<string, number>()
  const add = (to: Map<string, number>, sku: string, units: number) => {
    const after = (to.get(sku) ?? 0) + units
    to.set(sku, after)
    if (after < 0) broken.push(`${sku} is at ${after}`)
  }
  for (const { type, data } of inventory) {
    const { sku, quantity } = data
    if (['StockReceived', 'StockFound', 'StockPutBack'].includes(type)) add(levels, sku, quantity)
    if (type === 'StockReserved') add(reserved, sku, quantity)
    if (type === 'StockReleased') add(reserved, sku, -quantity)
    if (type === 'StockRanShort' && data.step === 'pick') add(reserved, sku, -quantity)
    if (type === 'StockLost') add(levels, sku, -quantity)
    if (type === 'StockPicked') {
      add(levels, sku, -quantity)
      add(reserved, sku, -quantity)
    }
  }
  for (const [sku, units] of reserved)
    if (units !== 0) broken.push(`${units} of ${sku} are reserved for nobody`)
  const sold = new Map<string, number>()
  const delivered = new Set(orders.filter(({ type }) => type === 'OrderDelivered').map(numberOf))
  for (const fact of orders) {
    const by = (sku: string, units: number) => sold.set(sku, (sold.get(sku) ?? 0) + units)
    if (fact.type === 'OrderPlaced' && delivered.has(numberOf(fact)))
      for (const { sku, quantity } of fact.data.lines) by(sku, quantity)
    if (fact.type === 'ReturnReceived')
      for (const { sku, quantity } of fact.data.goods) by(sku, -quantity)
    if (fact.type === 'CreditNoteIssued')
      for (const { sku, quantity } of fact.data.lines) by(sku, -quantity)
  }
  for (const [sku, level] of levels) {
    const of = (type: string) =>
      sumOf(inventory, type, (data) => (data.sku === sku ? data.quantity : 0))
    const books = of('StockReceived') + of('StockFound') - of('StockLost') - (sold.get(sku) ?? 0)
    if (level !== books) broken.push(`of ${sku} there are ${level}, and should be ${books}`)
  }
  return broken
}

/** Every order has come to one end, and every authorisation was taken, let go or refused. */
function ends(orders: readonly Fact[], payments: readonly Fact[]): string[] {
  const of = (facts: readonly Fact[], ...types: string[]) =>
    facts.filter(({ type }) => types.includes(type)).length
  const placed = of(orders, 'OrderPlaced')
  const ended = of(
    orders,
    ...['OrderDeclined', 'OrderDelivered', 'OrderOutOfStock', 'OrderNotPaid', 'OrderStockGone'],
    ...['OrderShippingFailed', 'OrderCancelled'],
  )
  const held = of(payments, 'PaymentAuthorised')
  const settled = of(payments, 'PaymentCaptured', 'PaymentVoided', 'CaptureFailed')
  return [
    ...(placed === ended ? [] : [`${placed} orders were placed, and ${ended} have ended`]),
    ...(held === settled ? [] : [`${held} payments were held, and ${settled} were settled`]),
    ...(of(orders, 'ReturnRequested') === of(orders, 'ReturnReceived')
      ? []
      : ['a return never came']),
  ]
}

const numberOf = ({ data }: Fact): string => String(data.number)
