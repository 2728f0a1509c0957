import type { Ports } from '@watertight/ports'
import { insisting, stock } from './shop.ts'

export interface Outcome {
  readonly orders: number
  readonly ordered: string
  readonly charges: number
  readonly charged: string
  readonly refunds: number
  readonly refunded: string
  readonly twice: number
}

const attemptMs = 800

/** A customer of the shop who insists: places orders under keys of its own, gives one back, waits until all is delivered and settled, then asks the card network what it took. The card network is told to lose its answers until half the orders are placed. */
export async function customer(
  { clock, ids, random, transport }: Ports,
  count: number,
): Promise<Outcome> {
  const owner = new AbortController().signal
  const insist = insisting({ clock, random, transport }, attemptMs)
  const read = async <T>(to: string, path: string) => (await insist<T>(to, path)).said

  const shared = { batch: 'flow', customer: '17850', country: 'France' }
  const lines = (pence: number) => [
    {
      line: 1,
      sku: '85123A',
      description: 'White hanging heart',
      quantity: 1,
      unitPrice: (pence / 100).toFixed(2),
      charge: false,
    },
  ]
  async function place(n: number, pence: number): Promise<void> {
    await clock.sleep(random.next() * 1_000, owner)
    const placedAt = '2010-12-01T08:26'
    const body = { ...shared, placedAt, currency: 'GBP', lines: lines(pence) }
    const answer = await insist('orders', `/order/${n}/place-order`, body, ids.next())
    if (answer.status !== 201) throw new Error(`order ${n} was answered ${answer.status}`)
  }
  async function giveBack(pence: number): Promise<void> {
    const issuedAt = '2010-12-02T09:00'
    const body = { ...shared, issuedAt, currency: 'GBP', lines: lines(pence) }
    const answer = await insist('orders', '/credit-note/C1/issue-credit-note', body, ids.next())
    if (answer.status !== 201) throw new Error(`the credit note was answered ${answer.status}`)
  }
  async function settled(): Promise<void> {
    for (;;) {
      const orders = await read<{ awaitingPayment: number; confirmed: number; delivered: number }>(
        'orders',
        '/figures',
      )
      const payments = await read<{ refundsRequested: number; refundsPending: number }>(
        'payments',
        '/figures',
      )
      const refunded = payments.refundsRequested === 1 && payments.refundsPending === 0
      const { confirmed, awaitingPayment, delivered } = orders
      if (confirmed === count && delivered === count && awaitingPayment === 0 && refunded) return
      await clock.sleep(100, owner)
    }
  }

  await stock(insist, '85123A', count)
  await insist('card-network', '/fault', { mode: 'lose-answer' })
  const amounts = Array.from({ length: count }, () => 100 + Math.floor(random.next() * 9_900))
  const half = Math.ceil(count / 2)
  await Promise.all(amounts.slice(0, half).map((pence, n) => place(n + 1, pence)))
  await insist('card-network', '/fault', { mode: 'none' })
  await Promise.all(amounts.slice(half).map((pence, n) => place(half + n + 1, pence)))
  await giveBack(amounts[0] as number)
  await settled()
  const total = amounts.reduce((sum, pence) => sum + pence, 0)
  const figures = await read<Omit<Outcome, 'orders' | 'ordered'>>('card-network', '/figures')
  return { ...figures, orders: count, ordered: (total / 100).toFixed(2) }
}
