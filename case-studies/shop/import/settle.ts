import { Money } from '@watertight/domain'
import type { Clock } from '@watertight/ports'
import type { ShopClient } from './client.ts'
import { type Progressing, readProgressing } from './figures.ts'
import { currency } from './row.ts'

export interface SettleOptions {
  readonly client: ShopClient
  readonly batch: string
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told at every look what is waited for. */
  readonly waiting: (what: string) => void
  readonly patienceMs: number
}

const lookEveryMs = 200

/**
 * Waits until every order of the batch is delivered, declined or given up and every credit note paid back: all of that follows from placing one, and is not part of it.
 * Resolves with what was still missing, if nothing has moved for `patienceMs`; rejects with the signal's reason when it fires.
 */
export async function settle(options: SettleOptions): Promise<string | undefined> {
  const { client, batch, clock, signal, waiting, patienceMs } = options
  let seen = ''
  let movedAt = clock.now()
  for (;;) {
    const figures = await readProgressing(client, batch)
    const missing = missingIn(figures)
    if (missing === undefined) return undefined
    waiting(missing)
    const now = JSON.stringify(figures)
    if (now !== seen) movedAt = clock.now()
    else if (clock.now() - movedAt > patienceMs) return missing
    seen = now
    await clock.sleep(lookEveryMs, signal)
  }
}

/** What has not happened yet, in words. */
function missingIn({ orders, payments }: Progressing): string | undefined {
  const { credited, awaitingPayment } = orders
  const owed = pounds(credited.matched.value).plus(pounds(credited.customer.value))
  const unheard = orders.orders - payments.requested
  const unpaid = owed.minus(pounds(payments.refundedValue))
  const waits = [
    ...(unheard > 0 ? [`${unheard} orders to reach payments`] : []),
    ...(awaitingPayment > 0 ? [`${awaitingPayment} orders to be paid`] : []),
    ...(orders.underWay > 0 ? [`${orders.underWay} orders to be delivered`] : []),
    ...(payments.settlementsPending > 0
      ? [`${payments.settlementsPending} payments to be settled`]
      : []),
    ...(payments.pending > 0 ? [`${payments.pending} payments to be authorised`] : []),
    ...(payments.refundsPending > 0 || (payments.refundsNotOwed === 0 && !unpaid.isZero())
      ? [`${unpaid} to be refunded`]
      : []),
  ]
  return waits.length > 0 ? waits.join(', ') : undefined
}

const pounds = (text: string) => Money.parse(text, currency)
