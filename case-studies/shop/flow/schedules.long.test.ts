import { expect, it } from 'vitest'
import { type Audit, audit } from './audit.ts'
import { schedule } from './schedule.ts'

const schedules = 500
const atLeast = 50

/** What goes wrong, and what undoes it, by the events that tell it. */
const kinds = {
  'a payment is declined': 'OrderDeclined',
  'what was held cannot be taken': 'OrderNotPaid',
  'an order is out of stock': 'OrderOutOfStock',
  'goods that are paid are gone': 'OrderStockGone',
  'shipping fails': 'OrderShippingFailed',
  'an order is cancelled': 'OrderCancelled',
  'an order is cancelled while it is picked': 'CancellationAsked',
  'stock is lost': 'StockLost',
  'an order is returned in part': 'ReturnReceived',
  'lines are credited': 'LinesCredited',
  'a payment is disputed': 'PaymentDisputed',
  'a payment is called off': 'PaymentCalledOff',
  'what was held is let go': 'PaymentVoided',
  'what was taken is paid back': 'PaidBack',
  'what was reserved is released': 'StockReleased',
  'what was picked is put back': 'StockPutBack',
} as const

it(`a shop in which everything goes wrong comes to rest with its money and goods right, on ${schedules} schedules`, {
  timeout: 3_600_000,
}, async () => {
  const seen = new Map<string, number>(Object.keys(kinds).map((kind) => [kind, 0]))
  const events = new Map<string, number>()
  const told = ({ count }: Audit) => {
    for (const [kind, type] of Object.entries(kinds))
      if (count[type] !== undefined) seen.set(kind, (seen.get(kind) as number) + 1)
    for (const [type, n] of Object.entries(count)) events.set(type, (events.get(type) ?? 0) + n)
  }
  for (let seed = 1; seed <= schedules; seed++) {
    const audited = await schedule(seed, audit).catch((error) => {
      throw new Error(`seed ${seed}`, { cause: error })
    })
    expect({ seed, broken: audited.broken }).toEqual({ seed, broken: [] })
    told(audited)
  }
  console.log(`of ${schedules} schedules: ${JSON.stringify(Object.fromEntries(seen), null, 2)}`)
  console.log(`events: ${JSON.stringify(Object.fromEntries([...events].sort()), null, 2)}`)
  for (const [kind, n] of seen) expect(n, kind).toBeGreaterThanOrEqual(atLeast)
})
