import { type Handler, lines, type Ports, type Reply, reply, type Stream } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import { type Live, live } from './live.ts'
import type { LiveState } from './live-state.ts'

const services = ['orders', 'payments', 'inventory', 'card-network']
const forever = new AbortController().signal

const noCalls = { calls: 0, failures: 0, slow: 0, failureRate: 0, slowRate: 0 }
const thresholds = { failureRate: 0.5, slowRate: 0.5, minimumCalls: 8 }
const trip = { reason: 'failure rate', calls: 8, failures: 6, slow: 1 }

/** The services' answers by path, to be changed while the world runs; `calls` counts what was asked of whom. */
function fakeShop() {
  const calls: string[] = []
  const answers: Record<string, Record<string, unknown>> = {
    orders: {
      '/status': {
        service: 'orders',
        head: 40,
        feeds: { payments: { position: 7, connected: true, refused: 0 } },
        automations: {},
      },
      '/figures': { orders: 10, awaitingPayment: 1, confirmed: 9, declined: 0, saleLines: 70 },
      '/orders?limit=12': { orders: [order('536365', 'awaiting payment')] },
      '/order/536365/history': { stream: 'order-536365', events: [event('OrderPlaced', 39)] },
    },
    payments: {
      '/status': {
        service: 'payments',
        head: 9,
        feeds: { orders: { position: 40, connected: true, refused: 0 } },
        automations: { authorise: { running: 1, pausing: 3, allPauseMs: 0 } },
      },
      '/breakers': {
        'card-network': {
          name: 'card-network',
          state: 'open',
          inStateMs: 800,
          window: { ...noCalls, kind: 'time', ms: 10_000, buckets: 10 },
          thresholds,
          retryAfterMs: 1200,
          trips: 2,
          rejected: 5,
          late: 0,
          lastTrip: { ...trip, agoMs: 800, openMs: 2000 },
        },
      },
      '/figures': { authorisedValue: '139.12', pending: 4, refundsPending: 0, requested: 14 },
    },
    inventory: { '/status': { service: 'inventory', head: 0, feeds: {}, automations: {} } },
    'card-network': { '/status': { service: 'card-network' }, '/fault': { mode: 'fail' } },
  }
  const unready = new Set<string>()
  return {
    calls,
    answers,
    unready,
    handler(name: string): Handler {
      return async ({ path }) => {
        calls.push(`${name} ${path}`)
        if (path === '/readyz') return reply(unready.has(name) ? 503 : 200, {})
        const answer = answers[name]?.[path]
        return answer === undefined ? reply(404, {}) : reply(200, answer)
      }
    },
  }
}

const order = (number: string, state: string) => ({
  number,
  batch: 'traffic',
  customer: '17850',
  country: 'United Kingdom',
  state,
  placedAt: '2010-12-01T08:26',
  lines: 7,
  total: '139.12',
  currency: 'GBP',
})

const event = (type: string, position: number) => ({
  type,
  revision: 1,
  position,
  at: '2026-01-01T00:00:00.000Z',
  data: {},
})

/** Answers when nobody waits any more. */
const hangs: Handler = ({ signal }) =>
  new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(reply(503, {})), { once: true }),
  )

interface Scene {
  readonly shop: ReturnType<typeof fakeShop>
  readonly ports: Ports
  readonly gateway: Live
  readonly browser: (signal?: AbortSignal) => Promise<Reply<Stream>>
}

async function scene(
  work: (scene: Scene) => Promise<void>,
  { without = [] as readonly string[], hanging = [] as readonly string[] } = {},
) {
  const world = new VirtualWorld({ seed: 7 })
  const shop = fakeShop()
  let ports!: Ports
  let gateway!: Live
  let browserPorts!: Ports
  await world.host('browser', async (own) => {
    browserPorts = own
  })
  for (const name of services.filter((service) => !without.includes(service))) {
    await world.host(name, async ({ transport }) => {
      await transport.serve(name, hanging.includes(name) ? hangs : shop.handler(name))
    })
  }
  await world.host('gateway', async (own) => {
    ports = own
    gateway = live(own, { services, traffic: () => ({ paused: false, perMinute: 30 }) })
    await own.transport.serve('gateway', async (request) => gateway.stream(request))
  })
  const browser = (signal: AbortSignal = forever) =>
    browserPorts.transport.open({
      to: 'gateway',
      method: 'GET',
      path: '/live',
      deadline: browserPorts.clock.now() + 1000,
      idleMs: 60_000,
      signal,
    })
  try {
    await world.run(() => work({ shop, ports, gateway, browser }))
  } finally {
    await world.stop()
  }
}

async function* states(reply: Reply<Stream>): AsyncGenerator<LiveState, void, undefined> {
  for await (const line of lines(reply.body))
    if (line.startsWith('data: ')) yield JSON.parse(line.slice(6))
}

async function until(feed: Reply<Stream>, fits: (state: LiveState) => boolean): Promise<LiveState> {
  for await (const state of states(feed)) if (fits(state)) return state
  throw new Error('the stream ended')
}

test('puts the answers of all services into one state', () =>
  scene(async ({ browser, ports }) => {
    const state = await until(await browser(), () => true)
    expect(state).toMatchObject({
      services: [
        { name: 'orders', health: 'ready', head: 40, lag: 2, detail: '' },
        { name: 'payments', health: 'ready', head: 9, lag: 0, detail: '' },
        { name: 'inventory', health: 'ready', head: 0 },
        { name: 'card-network', health: 'ready', head: null },
      ],
      orders: { placed: 10, awaitingPayment: 1, confirmed: 9, declined: 0 },
      payments: { authorisedValue: '139.12', pending: 4, refundsPending: 0 },
      breaker: {
        state: 'open',
        window: noCalls,
        thresholds,
        probes: null,
        retryAfterMs: 1200,
        trips: 2,
        rejected: 5,
        lastTrip: trip,
      },
      fault: { mode: 'fail' },
      traffic: { paused: false, perMinute: 30 },
      latest: [{ number: '536365', history: [{ type: 'OrderPlaced', position: 39 }] }],
    })
    expect(ports.clock.wallTime() - state.time).toBeLessThan(500)
  }))

test('asks nobody while no browser watches, and stops when the last one leaves', () =>
  scene(async ({ browser, shop, ports }) => {
    await ports.clock.sleep(5000, forever)
    expect(shop.calls).toEqual([])
    const leave = new AbortController()
    const feed = await browser(leave.signal)
    await until(feed, () => true)
    leave.abort()
    await ports.clock.sleep(1000, forever)
    const asked = shop.calls.length
    expect(asked).toBeGreaterThan(0)
    await ports.clock.sleep(5000, forever)
    expect(shop.calls.length).toBe(asked)
  }))

test('several browsers share one round of questions', () =>
  scene(async ({ browser, shop, ports }) => {
    const feeds = await Promise.all([browser(), browser(), browser()])
    const firsts = await Promise.all(feeds.map((feed) => states(feed).next()))
    expect(new Set(firsts.map(({ value }) => JSON.stringify(value))).size).toBe(1)
    shop.calls.length = 0
    await ports.clock.sleep(5000, forever)
    const rounds = shop.calls.filter((call) => call === 'orders /figures').length
    expect(rounds).toBeGreaterThanOrEqual(9)
    expect(rounds).toBeLessThanOrEqual(11)
  }))

test('sends a state only when something changed, and a heartbeat when nothing does', () =>
  scene(async ({ browser, ports }) => {
    const seen: string[] = []
    const leave = new AbortController()
    const feed = await browser(leave.signal)
    const reading = (async () => {
      for await (const line of lines(feed.body)) seen.push(line.slice(0, 6))
    })()
    await ports.clock.sleep(40_000, forever)
    leave.abort()
    await expect(reading).rejects.toMatchObject({ code: 'WT_ABORTED' })
    expect(seen).toEqual(['retry:', 'event:', 'data: ', ': stil', ': stil'])
  }))

test('a service that is gone is down, its last figures stay, and the others go on', () =>
  scene(
    async ({ browser }) => {
      const state = await until(await browser(), () => true)
      expect(state.services.map(({ health }) => health)).toEqual([
        'ready',
        'down',
        'ready',
        'ready',
      ])
      expect(state.services[1]?.detail).toBe('it does not answer')
      expect(state.breaker).toBeNull()
      expect(state.orders?.placed).toBe(10)
    },
    { without: ['payments'] },
  ))

test('a service that hangs holds up nobody, and is down once it missed three rounds', () =>
  scene(
    async ({ browser, ports }) => {
      const feed = await browser()
      const healths: string[] = []
      for await (const { services: tiles } of states(feed)) {
        healths.push(tiles[3]?.health ?? '')
        if (healths.at(-1) === 'down') break
      }
      expect(healths).toEqual(['starting', 'down'])
      expect(ports.clock.now()).toBeLessThan(2000)
    },
    { hanging: ['card-network'] },
  ))

test('a service that answers 503 to readyz is starting', () =>
  scene(async ({ shop, gateway }) => {
    shop.unready.add('inventory')
    const { services: tiles } = await gateway.snapshot()
    expect(tiles[2]).toMatchObject({ health: 'starting', detail: 'it is not ready yet' })
  }))

test('says when a service hears nothing from another, and when it refused events', () =>
  scene(async ({ shop, gateway }) => {
    const feeds = { orders: { position: 40, connected: false, refused: 0 } }
    shop.answers.payments = { '/status': { head: 9, feeds } }
    shop.answers.inventory = {
      '/status': { head: 9, feeds: { orders: { position: 40, connected: true, refused: 2 } } },
    }
    const { services: tiles } = await gateway.snapshot()
    expect(tiles[1]?.detail).toBe('it hears nothing from orders')
    expect(tiles[2]?.detail).toBe('it refused 2 published events')
  }))

test('an answer of another shape is no answer', () =>
  scene(async ({ shop, gateway }) => {
    shop.answers.orders = { '/figures': { orders: 'many' }, '/orders?limit=12': [] }
    const state = await gateway.snapshot()
    expect(state).toMatchObject({ orders: null, latest: [] })
    expect(state.services[0]).toMatchObject({ health: 'ready', head: null })
  }))

test('reads the history of an order again only when the order changed', () =>
  scene(async ({ browser, shop, ports }) => {
    const asked = () => shop.calls.filter((call) => call.endsWith('/history')).length
    const feed = await browser()
    const seen = states(feed)
    await seen.next()
    await ports.clock.sleep(3000, forever)
    expect(asked()).toBe(1)
    shop.answers.orders = {
      ...shop.answers.orders,
      '/orders?limit=12': { orders: [order('536365', 'confirmed')] },
      '/order/536365/history': { events: [event('OrderPlaced', 39), event('Confirmed', 41)] },
    }
    for await (const { latest } of seen) if (latest[0]?.history.length === 2) break
    expect(asked()).toBe(2)
  }))

test('counts orders per second', () =>
  scene(async ({ browser, shop, ports }) => {
    const feed = await browser()
    await ports.clock.sleep(1000, forever)
    const orders = shop.answers.orders ?? {}
    for (let second = 1; second <= 8; second++) {
      orders['/figures'] = {
        orders: 10 + second * 20,
        awaitingPayment: 0,
        confirmed: 0,
        declined: 0,
      }
      await ports.clock.sleep(1000, forever)
    }
    const state = await until(feed, ({ orders: counts }) => counts?.placed === 170)
    expect(state.rate.history).toHaveLength(60)
    expect(state.rate.perSecond).toBeGreaterThan(15)
    expect(state.rate.perSecond).toBeLessThan(25)
  }))

test('a browser that stops reading skips states and is right again with the next', () =>
  scene(async ({ gateway, shop, ports }) => {
    const reader = gateway.stream({ signal: forever })
    const slow = states(reader)
    await slow.next()
    const orders = shop.answers.orders ?? {}
    for (let placed = 11; placed <= 30; placed++) {
      orders['/figures'] = { orders: placed, awaitingPayment: 0, confirmed: 0, declined: 0 }
      await ports.clock.sleep(600, forever)
    }
    const next = await slow.next()
    expect(next.value?.orders?.placed).toBe(30)
    await slow.return()
  }))

test('a browser that comes back is not shown the past', () =>
  scene(async ({ gateway, shop, ports }) => {
    const first = states(gateway.stream({ signal: forever }))
    await first.next()
    await first.return()
    await ports.clock.sleep(5000, forever)
    shop.answers['card-network'] = { '/fault': { mode: 'none' } }
    const second = states(gateway.stream({ signal: forever }))
    expect((await second.next()).value?.fault).toEqual({ mode: 'none' })
    await second.return()
  }))
