import { virtualStage } from '@watertight/ports/stage'
import { expect, it } from 'vitest'
import { asClient, hostShop, insisting, stock } from './shop.ts'

const orders = 20

it('an order that is returned and credited at once is paid back once: whoever comes second is told why not', {
  timeout: 120_000,
}, async () => {
  const world = virtualStage({ seed: 7 })
  try {
    const { codes, card, payments } = await world.run(async () => {
      await hostShop(world)
      return asClient(world, async (ports) => {
        const insist = insisting(ports)
        const wait = (ms: number) => ports.clock.sleep(ms, new AbortController().signal)
        const line = { line: 1, sku: '22086', description: '', quantity: 2, unitPrice: '2.55' }
        const lines = [{ ...line, charge: false }]
        const of = (n: number) => ({
          ...{ batch: 'once', customer: `C${n}`, country: 'France', currency: 'GBP', lines },
        })
        const read = async <T>(to: string, path: string) => (await insist<T>(to, path)).said
        await stock(insist, '22086', 2 * orders)

        async function both(n: number) {
          const placed = { ...of(n), placedAt: '2010-12-01T08:26' }
          await insist('orders', `/order/${n}/place-order`, placed, `place/${n}`)
          const path = `/order/${n}/history`
          while (
            (await read<{ events: { type: string }[] }>('orders', path)).events.at(-1)?.type !==
            'OrderDelivered'
          )
            await wait(50)
          const asked = { return: 'R1', reason: 'too small', lines: [{ line: 1, quantity: 2 }] }
          const note = { ...of(n), issuedAt: '2010-12-02T09:00' }
          const answers = await Promise.all([
            insist<{ code?: string }>('orders', `/order/${n}/request-return`, asked, `ask/${n}`),
            wait(ports.random.next() * 6).then(() =>
              insist<{ code?: string }>(
                ...(['orders', `/credit-note/N${n}/issue-credit-note`, note, `note/${n}`] as const),
              ),
            ),
          ])
          await insist('orders', `/order/${n}/receive-return`, { return: 'R1' }, `come/${n}`)
          return answers.map(({ status, said }) => (status === 201 ? 'done' : said.code)).join(', ')
        }
        const codes = await Promise.all(Array.from({ length: orders }, (_, n) => both(n + 1)))
        type Card = { readonly refunds: number; readonly refunded: string; readonly twice: number }
        let card = await read<Card>('card-network', '/figures')
        while (card.refunds < orders) {
          await wait(100)
          card = await read<Card>('card-network', '/figures')
        }
        await wait(5_000)
        return {
          ...{ codes, card: await read<Card>('card-network', '/figures') },
          payments: await read<{ paidBack: number; refunded: number }>('payments', '/figures'),
        }
      })
    })
    // each of them wins now and then
    expect(new Set(codes)).toEqual(new Set(['done, AlreadyReturned', 'AlreadyCredited, done']))
    expect(card).toMatchObject({ refunds: orders, refunded: '102.00', twice: 0 })
    expect(payments.paidBack + payments.refunded).toBe(orders)
  } finally {
    await world.stop()
  }
})
