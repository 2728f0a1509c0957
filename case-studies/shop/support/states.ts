import { Money, type MoneyJson } from '@watertight/domain'
import type { PastEvent } from './past.ts'
import type { StreamState } from './published.ts'
import { inWords, moneyText } from './words.ts'

type Facts = Record<string, string>

const isMoney = (value: unknown): value is MoneyJson =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value

/** What changes with an event of money: held, taken, paid back. */
const money: Readonly<Record<string, readonly (readonly [fact: string, sign: 1 | -1])[]>> = {
  PaymentAuthorised: [['held', 1]],
  PaymentCaptured: [
    ['held', -1],
    ['taken', 1],
  ],
  CaptureFailed: [['held', -1]],
  PaymentVoided: [['held', -1]],
  PaidBack: [['paid back', 1]],
  RefundPaid: [['refunded', 1]],
}
/** The same of goods: kept for the order, taken off the shelf for it. */
const goods: Readonly<Record<string, readonly (readonly [fact: string, sign: 1 | -1])[]>> = {
  StockReserved: [['kept', 1]],
  StockReleased: [['kept', -1]],
  StockPicked: [
    ['kept', -1],
    ['picked', 1],
  ],
  StockPutBack: [['put back', 1]],
}

/** The state of each stream from its events so far. Events of a context in the order of its log. */
export function statesOf(events: readonly PastEvent[]): readonly StreamState[] {
  const streams = Map.groupBy(events, ({ stream }) => stream)
  return [...streams].map(([stream, story]) => {
    const last = story.at(-1) as PastEvent
    const { says, tone } = inWords(last)
    const facts = factsOf(story)
    return { stream, revision: last.revision, is: says, tone, facts: Object.entries(facts) }
  })
}

function factsOf(story: readonly PastEvent[]): Facts {
  const facts: Facts = {}
  const sums = new Map<string, Money>()
  const counts = new Map<string, number>()
  for (const { type, data } of story) {
    for (const name of ['tracking', 'authorisation', 'charge', 'reference', 'reason']) {
      const value = data[name]
      if (typeof value === 'string') facts[name] = value
    }
    if (isMoney(data.total)) facts.total = moneyText(data.total)
    for (const [fact, sign] of money[type] ?? []) {
      if (!isMoney(data.amount)) continue
      const change = Money.from(data.amount).times(sign)
      sums.set(fact, sums.get(fact)?.plus(change) ?? change)
    }
    for (const [fact, sign] of goods[type] ?? [])
      counts.set(fact, (counts.get(fact) ?? 0) + sign * Number(data.quantity))
    // a reservation that ran short while picking is gone
    if (type === 'StockRanShort' && data.step === 'pick')
      counts.set('kept', (counts.get('kept') ?? 0) - Number(data.quantity))
  }
  for (const [fact, sum] of sums) facts[fact] = moneyText(sum.toJSON())
  for (const [fact, count] of counts) facts[fact] = String(count)
  return facts
}
