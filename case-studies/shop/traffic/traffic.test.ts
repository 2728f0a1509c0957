import { header, json, type Ports, reply } from '@watertight/ports'
import { type Fault, VirtualWorld } from '@watertight/ports/virtual'
import { describe, expect, it } from 'vitest'
import { type Traffic, type TrafficOptions, traffic } from './traffic.ts'

/** Orders in memory: what it took, by key; it answers the latest number as the real one does. */
function fakeOrders(refuse: (key: string) => boolean = () => false) {
  const taken = new Map<string, { readonly batch: string; readonly placedAt?: string }>()
  const handler = async ({
    path,
    method,
    headers,
    body,
  }: Parameters<Parameters<Ports['transport']['serve']>[1]>[0]) => {
    if (method === 'GET') {
      const numbers = [...taken.keys()].filter((key) => key.startsWith('order/'))
      return reply(200, { orders: numbers.slice(-1).map((key) => ({ number: key.slice(6) })) })
    }
    const key = header(headers, 'idempotency-key') ?? ''
    if (!path.startsWith(`/${key}/`) || refuse(key)) return reply(409, { code: 'WT_REFUSED' })
    taken.set(key, json(body) as { batch: string })
    return reply(201, {})
  }
  return { taken, handler }
}

interface Scene {
  readonly orders?: ReturnType<typeof fakeOrders>
  readonly seed?: number
  readonly faults?: readonly Fault[]
}

/** Lets traffic run on virtual time for as long as `work` takes. */
async function running<T>(
  options: TrafficOptions,
  work: (customers: Traffic, pass: (ms: number) => Promise<void>) => Promise<T>,
  { orders = fakeOrders(), seed = 1, faults = [] }: Scene = {},
): Promise<T> {
  const world = new VirtualWorld({ seed, faults })
  let ports: Ports | undefined
  await world.host('orders', async ({ transport }) => {
    await transport.serve('orders', orders.handler)
  })
  await world.host('inventory', async ({ transport }) => {
    await transport.serve('inventory', async () => reply(201, {}))
  })
  await world.host('gateway', async (given) => {
    ports = given
  })
  try {
    return await world.run(async () => {
      const given = ports as Ports
      const owner = new AbortController()
      const customers = traffic(given, options)
      const run = customers.run(owner.signal)
      const result = await work(customers, (ms) => given.clock.sleep(ms, owner.signal))
      owner.abort()
      await run
      return result
    })
  } finally {
    await world.stop()
  }
}

const eightMinutes = 480_000

describe('traffic', () => {
  it('comes as often as asked, at random moments, with a credit note now and then', async () => {
    const orders = fakeOrders()
    const counted = await running(
      { seed: 1, perMinute: 90 },
      async (customers, pass) => {
        await pass(eightMinutes)
        return customers.snapshot()
      },
      { orders },
    )
    expect(counted.orders).toBeGreaterThan(600)
    expect(counted.orders).toBeLessThan(840)
    expect(counted.creditNotes / counted.orders).toBeGreaterThan(0.05)
    expect(counted).toMatchObject({ refused: 0, failing: null, paused: false, perMinute: 90 })
    expect([...orders.taken.keys()].slice(0, 2)).toEqual(['order/W000001', 'order/W000002'])
    expect(orders.taken.get('order/W000001')).toMatchObject({
      batch: 'storefront',
      currency: 'GBP',
      placedAt: expect.stringMatching(/^2026-01-01T00:0\d$/),
    })
  })

  it('stops while paused and goes on after', async () => {
    await running({ seed: 1, paused: true }, async (customers, pass) => {
      await pass(200_000)
      expect(customers.snapshot()).toMatchObject({ orders: 0, paused: true })
      customers.paused = false
      customers.perMinute = 600
      await pass(60_000)
      expect(customers.snapshot().orders).toBeGreaterThan(300)
      customers.paused = true
      await pass(1_000)
      const { orders } = customers.snapshot()
      await pass(200_000)
      expect(customers.snapshot().orders).toBe(orders)
    })
  })

  it('goes on with the next number after a restart', async () => {
    const orders = fakeOrders()
    const once = () => running({ seed: 1 }, (_, pass) => pass(500_000), { orders })
    await once()
    const before = orders.taken.size
    await once()
    expect(orders.taken.size).toBeGreaterThan(before + 50)
    const numbers = [...orders.taken.keys()].filter((key) => key.startsWith('order/'))
    expect(numbers.at(-1)).toBe(`order/W${String(numbers.length).padStart(6, '0')}`)
  })

  it('steps over a number that orders will not take', async () => {
    const orders = fakeOrders((key) => key === 'order/W000002')
    await running({ seed: 1 }, (_, pass) => pass(120_000), { orders })
    expect(orders.taken.has('order/W000002')).toBe(false)
    expect(orders.taken.has('order/W000003')).toBe(true)
  })

  it('outlasts orders: what was not answered is sent again under its key', async () => {
    const orders = fakeOrders()
    const faults = [{ kind: 'crash', host: 'orders', at: 60_000, for: 60_000 }] as const
    await running(
      { seed: 1, perMinute: 30 },
      async (customers, pass) => {
        await pass(90_000)
        expect(customers.snapshot().failing).toContain('WT_UNREACHABLE')
        await pass(90_000)
        expect(customers.snapshot()).toMatchObject({ failing: null, refused: 0 })
      },
      { orders, faults },
    )
    const numbers = [...orders.taken.keys()].filter((key) => key.startsWith('order/'))
    expect(numbers).toEqual(numbers.map((_, at) => `order/W${String(at + 1).padStart(6, '0')}`))
  })

  it('is the same for the same seed', async () => {
    const once = async (seed: number) => {
      const orders = fakeOrders()
      await running({ seed }, (_, pass) => pass(500_000), { orders })
      return JSON.stringify([...orders.taken])
    }
    expect(await once(1)).toBe(await once(1))
    expect(await once(1)).not.toBe(await once(2))
  })
})
