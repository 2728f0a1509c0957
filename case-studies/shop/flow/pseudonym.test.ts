import { virtualStage } from '@watertight/ports/stage'
import { expect, it } from 'vitest'
import { startSupport } from '../support/service.ts'
import { asClient, hostShop, insisting, meshed, stock } from './shop.ts'

const customer = 'Wilhelmina-17850'

it('after a customer was pseudonymised no read model, list, history or page tells who they were; the services start again on their logs', {
  timeout: 120_000,
}, async () => {
  const world = virtualStage({ seed: 3 })
  try {
    const { before, after, again } = await world.run(async () => {
      await hostShop(world)
      await world.host('support', meshed(startSupport))
      return asClient(world, async (ports) => {
        const insist = insisting(ports)
        const wait = (ms: number) => ports.clock.sleep(ms, new AbortController().signal)
        const line = { line: 1, sku: '22086', description: '', quantity: 2 }
        const his = { batch: 'forget', customer, country: 'France', currency: 'GBP' }
        await stock(insist, '22086', 9)
        const lines = [{ ...line, unitPrice: '2.55', charge: false }]
        const order = { ...his, placedAt: '2010-12-01T08:26', lines }
        await insist('orders', '/order/7/place-order', order, 'place')
        const note = { ...his, issuedAt: '2010-12-02T09:00', lines: [{ ...lines[0], quantity: 1 }] }
        await insist('orders', '/credit-note/C7/issue-credit-note', note, 'credit')
        const count = { batch: 'forget', customer, adjustedAt: '2010-12-02T09:00', lines: [line] }
        await insist('inventory', '/stock-adjustment/A7/record-stock-adjustment', count, 'count')
        const disclosed = { reason: 'on the telephone' }
        await insist('support', '/dossier/7/disclose-customer', disclosed, 'disclose')

        const asked = [
          ...['/orders', '/customers', '/order/7/history', '/credit-note/C7/history'],
          ...['/pseudonym/P7/history', '/read/order-list', '/read/customers'],
        ].map((path) => ['orders', path] as const)
        const stored = ['/customers', '/read/customers', '/stock-adjustment/A7/history'] as const
        const shown = ['/stories/7', '/orders?q=7', `/orders?q=${customer}`, '/orders'] as const
        const all = [
          ...asked,
          ...stored.map((path) => ['inventory', path] as const),
          ...shown.map((path) => ['support', path] as const),
        ]
        /** The answers that tell who it was. */
        const telling = async () => {
          const told: string[] = []
          for (const [to, path] of all)
            if (JSON.stringify((await insist(to, path)).said).includes(customer))
              told.push(`${to} ${path}`)
          return told
        }
        const before = await telling()
        const path = '/pseudonym/P7/pseudonymise-customer'
        expect((await insist('orders', path, { customer }, 'forget')).status).toBe(201)
        type Customers = { readonly customers: readonly string[] }
        while (
          (await insist<Customers>('inventory', '/customers')).said.customers.includes(customer)
        )
          await wait(50)
        const after = await telling()
        for (const service of ['orders', 'inventory', 'support']) {
          world.crash(service)
          world.restart(service)
        }
        return { before, after, again: await telling() }
      })
    })
    expect(before).toEqual([
      ...['orders /orders', 'orders /customers', 'orders /read/order-list'],
      ...['orders /read/customers', 'inventory /customers', 'inventory /read/customers'],
      'support /stories/7',
    ])
    expect(after).toEqual([])
    expect(again).toEqual([])
  } finally {
    await world.stop()
  }
})
