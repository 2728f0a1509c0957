import { seededRandom } from '@watertight/ports'
import { processStage, realStage, type Stage, virtualStage } from '@watertight/ports/stage'
import { drawFaults, type Fault } from '@watertight/ports/virtual'
import { describe, expect, it } from 'vitest'
import { startPayments } from '../payments/service.ts'
import { customer, type Outcome } from './customer.ts'
import { asClient, hostShop, shopHosts } from './shop.ts'

type Payments = typeof startPayments

/** Payments as a careless team might write it: every attempt under a key of its own. */
const carelessPayments: Payments = (ports, options) => {
  const { transport, ids } = ports
  const call: typeof transport.call = (one) =>
    transport.call({ ...one, headers: { ...one.headers, 'idempotency-key': ids.next() } })
  const { isPublic, open, serve } = transport
  const careless = { isPublic, call, open: open.bind(transport), serve: serve.bind(transport) }
  return startPayments({ ...ports, transport: careless }, options)
}

/** The same services and the same customer, wherever they run. */
async function flow(stage: Stage, count: number, payments = startPayments): Promise<Outcome> {
  try {
    return await stage.run(async () => {
      await hostShop(stage, { payments })
      return asClient<Outcome>(stage, (ports) => customer(ports, count))
    })
  } finally {
    await stage.stop()
  }
}

const seeds = Array.from({ length: 200 }, (_, i) => i + 1)
const hosts = [...shopHosts, 'customer']
const faultsOf = (seed: number): Fault[] =>
  drawFaults(seededRandom(seed).next, hosts, 12, 3_000).filter(
    (fault) => fault.kind !== 'crash' || fault.host !== 'customer',
  )
const paidOnce = (outcome: Outcome) => {
  expect(outcome.charges).toBe(outcome.orders)
  expect(outcome.charged).toBe(outcome.ordered)
  expect(outcome.refunds).toBe(1)
  expect(outcome.twice).toBe(0)
}

describe('an order is paid exactly once, and a credit note paid back exactly once', () => {
  it('over real HTTP, though the card network loses answers after charging', {
    timeout: 60_000,
  }, async () => {
    paidOnce(await flow(realStage(), 10))
  })

  it('in one process without sockets', { timeout: 60_000 }, async () => {
    paidOnce(await flow(processStage(), 10))
  })

  it('over the virtual network, with the same services', async () => {
    paidOnce(await flow(virtualStage({ seed: 7 }), 10))
  })

  it('on 200 seeds that lose, delay, double and reorder messages, cut links, hang and crash services', {
    timeout: 900_000,
  }, async () => {
    const seen = new Set<string>()
    for (const seed of seeds) {
      const stage = virtualStage({ seed, faults: faultsOf(seed), keepTrace: true })
      const outcome = await flow(stage, 4).catch((error) => {
        throw new Error(`seed ${seed}`, { cause: error })
      })
      expect({ seed, ...outcome }).toMatchObject({
        seed,
        charges: outcome.orders,
        charged: outcome.ordered,
        refunds: 1,
        twice: 0,
      })
      for (const line of stage.kernel.trace ?? []) {
        const what =
          /\b(drop|cut|crash|slow|hang|reorder|refused|reset|idle|deadline|again)\b/.exec(line)
        if (what?.[1] !== undefined) seen.add(what[1])
      }
    }
    // a run in which a fault never met a message proves nothing about it
    expect([...seen]).toEqual(
      expect.arrayContaining(['drop', 'cut', 'crash', 'reset', 'deadline', 'again']),
    )
  })

  it('and a payment that takes a new key for each attempt is found out', async () => {
    const twice = []
    for (const seed of seeds.slice(0, 10)) {
      const stage = virtualStage({ seed, faults: faultsOf(seed) })
      twice.push((await flow(stage, 4, carelessPayments)).twice)
    }
    expect(Math.max(...twice)).toBeGreaterThan(0)
  })

  it('the same way twice from the same seed', async () => {
    for (const seed of seeds.slice(0, 10)) {
      const run = async () => {
        const stage = virtualStage({ seed, faults: faultsOf(seed), keepTrace: true })
        await flow(stage, 3)
        return stage.kernel.trace
      }
      expect(await run()).toEqual(await run())
    }
  })
})
