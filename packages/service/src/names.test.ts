import { aggregate, boundedContext, command, event } from '@watertight/domain'
import { expect, it } from 'vitest'
import { host } from './host.ts'
import { asking, inWorld } from './test-kit/world.ts'

const Open = command('Open', {})
const Add = command('Add', {})
const Opened = event('Opened', {})
const Added = event('Added', {})
const Order = aggregate('Order', {
  commands: [Open],
  events: [Opened],
  initial: () => ({ is: 'New' }) as const,
})
  .decide({ New: { Open: () => Opened({}) } })
  .evolve({ Opened: () => ({ is: 'New' }) })
const OrderLine = aggregate('OrderLine', {
  commands: [Add],
  events: [Added],
  initial: () => ({ is: 'New' }) as const,
})
  .decide({ New: { Add: () => Added({}) } })
  .evolve({ Added: () => ({ is: 'New' }) })
const Orders = boundedContext('orders', {
  purpose: 'Has two names that begin alike.',
  owns: [Order, OrderLine],
  accepts: [Open, Add],
})

it('an order cannot be named so that its stream is an order line’s', () =>
  inWorld(async (ports) => {
    const { store } = await host(ports, { context: Orders })
    const ask = asking(ports, 'orders')
    expect(await ask('POST', '/order-line/7/add', {})).toMatchObject({ status: 201 })
    expect(await ask('POST', '/order/line-7/open', {})).toMatchObject({
      body: { code: 'WT_ID_INVALID' },
    })
    expect(await ask('GET', '/order/line-7/history')).toMatchObject({ status: 404 })
    expect(await ask('POST', '/order/liner-7/open', {})).toMatchObject({ status: 201 })
    expect(await store.head()).toBe(2)
  }))
