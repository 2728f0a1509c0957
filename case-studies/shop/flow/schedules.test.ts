import { reply } from '@watertight/ports'
import { expect, it } from 'vitest'
import { startOrders } from '../orders/service.ts'
import { audit } from './audit.ts'
import { schedule } from './schedule.ts'

it('a shop in which everything goes wrong comes to rest with its money and goods right, on 15 schedules', {
  timeout: 600_000,
}, async () => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= 15; seed++) {
    const { broken, count } = await schedule(seed, audit).catch((error) => {
      throw new Error(`seed ${seed}`, { cause: error })
    })
    expect({ seed, broken }).toEqual({ seed, broken: [] })
    for (const type of Object.keys(count)) seen.add(type)
  }
  expect([...seen]).toEqual(
    expect.arrayContaining([
      ...['OrderDelivered', 'OrderCancelled', 'PaidBack', 'ReturnReceived', 'LinesCredited'],
    ]),
  )
})

/** Orders as a careless team might write it: nobody is told that a payment is called off. */
const carelessOrders: typeof startOrders = (ports, options) => {
  const { isPublic, call, open, serve } = ports.transport
  const careless: typeof ports.transport = {
    isPublic,
    open: open.bind(ports.transport),
    serve: serve.bind(ports.transport),
    call: async (one) =>
      one.path.endsWith('/call-off-payment')
        ? reply(201, { stream: 'payment', revision: 1, position: 1 })
        : call.call(ports.transport, one),
  }
  return startOrders({ ...ports, transport: careless }, options)
}

it('and one that forgets to pay back is found out', { timeout: 120_000 }, async () => {
  const { broken } = await schedule(1, audit, carelessOrders)
  expect(broken).toContainEqual(
    expect.stringMatching(/^order \d+: \d+ taken, 0 paid back, and 0 are due$/),
  )
})
