import {
  type Call,
  type Handler,
  header,
  json,
  lines,
  type Ports,
  reply,
  text,
} from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { describe, expect, test } from 'vitest'
import { type Gateway, type GatewayOptions, gateway } from './gateway.ts'
import type { HttpRoute } from './http-route.ts'

const forever = new AbortController().signal
const orders: HttpRoute = {
  name: 'orders',
  match: [{ uri: { prefix: '/api/orders/' } }],
  rewrite: { uri: '/' },
  route: [{ destination: { host: 'orders' } }],
  timeout: '2s',
}

interface Door {
  readonly ports: Ports
  readonly door: Gateway
  /** Restarts the service with another handler; undefined takes it down. */
  readonly become: (handler: Handler | undefined) => Promise<void>
  readonly get: (
    path: string,
    more?: Partial<Call>,
  ) => Promise<{
    status: number
    headers: Readonly<Record<string, unknown>>
    body: any
    tookMs: number
  }>
}

/** A caller, the gateway and the service `orders` on a virtual network. */
async function atTheDoor(
  handler: (ports: Ports) => Handler,
  work: (door: Door) => Promise<void>,
  options: Partial<GatewayOptions> = {},
): Promise<void> {
  const stage = virtualStage({ seed: 7 })
  try {
    await stage.run(async () => {
      let service: Ports | undefined
      let running: { close(): Promise<void> } | undefined
      let door: Gateway | undefined
      const become = async (next: Handler | undefined) => {
        await running?.close()
        running = next && (await service?.transport.serve('orders', next))
      }
      await stage.host('orders', async (ports) => {
        service = ports
        await become(handler(ports))
      })
      await stage.host('gateway', async (ports) => {
        door = gateway({ ports, routes: [orders], ...options })
        await ports.transport.serve('gateway', door)
      })
      await stage.host('caller', async (ports) => {
        const get: Door['get'] = async (path, more) => {
          const begun = ports.clock.now()
          const { status, headers, body } = await ports.transport.call({
            to: 'gateway',
            method: 'GET',
            path,
            deadline: begun + 60_000,
            ...more,
          })
          const isJson = header(headers, 'content-type')?.includes('json')
          const tookMs = ports.clock.now() - begun
          return { status, headers, body: isJson ? json(body) : text(body), tookMs }
        }
        await work({ ports, door: door as Gateway, become, get })
      })
    })
  } finally {
    await stage.stop()
  }
}

const echo = (): Handler => async (request) =>
  reply(200, {
    method: request.method,
    path: request.path,
    headers: request.headers,
    body: text(request.body),
    trace: request.trace,
  })
const hangs =
  (ports: Ports): Handler =>
  async ({ signal }) => {
    await ports.clock.sleep(600_000, signal).catch(() => {})
    return reply(200, 1)
  }

describe('what is passed on', () => {
  test('method, rewritten path with query, headers and body arrive', () =>
    atTheDoor(echo, async ({ get }) => {
      const answer = await get('/api/orders/order-1/place-order?x=1&y=%2F', {
        method: 'POST',
        headers: { 'idempotency-key': 'k', host: 'shop.example' },
        body: '{"a":1}',
      })
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({
        method: 'POST',
        path: '/order-1/place-order?x=1&y=%2F',
        body: '{"a":1}',
        headers: {
          'idempotency-key': 'k',
          'x-forwarded-host': 'shop.example',
          'x-forwarded-proto': 'http',
        },
      })
    }))

  test('a trace is continued, and begun when there is none', () =>
    atTheDoor(echo, async ({ get }) => {
      const id = '0af7651916cd43dd8448eb211c80319c'
      const handed = await get('/api/orders/1', { trace: `00-${id}-b7ad6b7169203331-01` })
      expect(handed.body.trace).toMatch(`00-${id}-`)
      expect(handed.body.trace).not.toContain('b7ad6b7169203331')
      const begun = await get('/api/orders/1')
      expect(begun.body.trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    }))

  test('any status of the service is an answer; a 409 with its problem arrives as it is', () =>
    atTheDoor(
      () => async () => ({
        status: 409,
        headers: { 'content-type': 'application/problem+json', etag: '"5"' },
        body: '{"code":"AlreadyPlaced"}',
      }),
      async ({ get, door }) => {
        const answer = await get('/api/orders/1')
        expect(answer).toMatchObject({ status: 409, body: { code: 'AlreadyPlaced' } })
        expect(answer.headers.etag).toBe('"5"')
        expect(door.snapshot().routes[0]).toMatchObject({ requests: 1, failures: 0, active: 0 })
      },
    ))
})

describe('what is refused', () => {
  test('a path that no route takes is a 404', () =>
    atTheDoor(echo, async ({ get, door }) => {
      const answer = await get('/nowhere')
      expect(answer.headers['content-type']).toBe('application/problem+json')
      expect(answer).toMatchObject({ status: 404, body: { status: 404, code: 'WT_NO_ROUTE' } })
      expect(door.snapshot().unrouted).toBe(1)
    }))

  test('a path that could be read in two ways is a 400, and goes nowhere', () =>
    atTheDoor(echo, async ({ get, door }) => {
      const answer = await get('/api/orders/%2e%2e/admin')
      expect(answer).toMatchObject({ status: 400, body: { code: 'WT_AMBIGUOUS_PATH' } })
      expect(door.snapshot()).toMatchObject({ ambiguous: 1, routes: [{ requests: 0 }] })
    }))
})

describe('time', () => {
  const left =
    (ports: Ports): Handler =>
    async ({ deadline }) =>
      reply(200, deadline - ports.clock.now())

  test('the service learns the time left: of the route, or of the caller when that is less', () =>
    atTheDoor(left, async ({ get, ports }) => {
      expect((await get('/api/orders/1')).body).toBeLessThanOrEqual(2000)
      expect((await get('/api/orders/1')).body).toBeGreaterThan(1900)
      const deadline = ports.clock.now() + 500
      expect((await get('/api/orders/1', { deadline })).body).toBeLessThanOrEqual(500)
    }))

  test('no answer in time is a 504 that does not invite a retry', () =>
    atTheDoor(hangs, async ({ get, door }) => {
      const answer = await get('/api/orders/1')
      expect(answer).toMatchObject({ status: 504, body: { code: 'WT_DEADLINE' } })
      expect(answer.body.trace).toMatch(/^[0-9a-f]{32}$/)
      expect(answer.headers['retry-after']).toBeUndefined()
      expect(answer.tookMs).toBeGreaterThanOrEqual(2000)
      expect(answer.tookMs).toBeLessThan(2200)
      expect(door.snapshot().routes[0]).toMatchObject({ failures: 1, flags: { UT: 1 } })
    }))

  test('a caller who leaves ends the call to the service, and harms nobody', async () => {
    let left = false
    const waits =
      (ports: Ports): Handler =>
      async ({ signal }) => {
        await ports.clock.sleep(60_000, signal).catch(() => (left = true))
        return reply(200, 1)
      }
    await atTheDoor(waits, async ({ get, ports, door }) => {
      const caller = new AbortController()
      ports.clock.after(300, () => caller.abort())
      await expect(get('/api/orders/1', { signal: caller.signal })).rejects.toMatchObject({
        code: 'WT_ABORTED',
      })
      await ports.clock.sleep(300, forever)
      expect(left).toBe(true)
      expect(door.snapshot()).toMatchObject({
        routes: [{ failures: 0, active: 0, flags: { DC: 1 } }],
        destinations: [{ window: { calls: 0 } }],
      })
    })
  })
})

describe('failures', () => {
  test('a service that is down is a 503 that says when to try again, after one retry', () =>
    atTheDoor(echo, async ({ get, become, door }) => {
      await become(undefined)
      const answer = await get('/api/orders/1')
      expect(answer).toMatchObject({ status: 503, body: { code: 'WT_UNREACHABLE' } })
      expect(answer.headers['retry-after']).toBe('1')
      expect(door.snapshot().routes[0]).toMatchObject({ retries: 1, failures: 1, flags: { UF: 1 } })
    }))

  test('a service that comes back at once is not missed: nothing was sent, so it is tried again', () =>
    atTheDoor(
      echo,
      async ({ get, become, ports, door }) => {
        await become(undefined)
        ports.clock.after(20, () => void become(echo()))
        const answer = await get('/api/orders/1', { method: 'POST', body: '{}' })
        expect(answer.status).toBe(200)
        expect(door.snapshot().routes[0]).toMatchObject({ failures: 0 })
      },
      { routes: [{ ...orders, retries: { attempts: 5 } }] },
    ))

  test('no wait goes past the deadline: the 503 comes while there is time to act on it', () =>
    atTheDoor(
      echo,
      async ({ get, become }) => {
        await become(undefined)
        const answer = await get('/api/orders/1')
        expect(answer).toMatchObject({ status: 503, body: { code: 'WT_UNREACHABLE' } })
        expect(answer.tookMs).toBeLessThan(2000)
      },
      {
        routes: [{ ...orders, retries: { attempts: 1000 } }],
        breaker: { minimumCalls: 10_000 },
      },
    ))

  test('a request that may have been done is not tried again', async () => {
    let calls = 0
    const stage = virtualStage({
      seed: 1,
      faults: [{ kind: 'drop', from: 'orders', to: 'gateway', chance: 1, at: 0, for: 1e9 }],
    })
    await stage.run(async () => {
      await stage.host('orders', async (ports) => {
        await ports.transport.serve('orders', async () => reply(200, ++calls))
      })
      await stage.host('gateway', async (ports) => {
        await ports.transport.serve('gateway', gateway({ ports, routes: [orders] }))
      })
      await stage.host('caller', async ({ transport, clock }) => {
        const path = '/api/orders/1'
        const deadline = clock.now() + 60_000
        const { status } = await transport.call({ to: 'gateway', method: 'POST', path, deadline })
        expect([502, 504]).toContain(status)
      })
    })
    await stage.stop()
    expect(calls).toBe(1)
  })
})

describe('the breaker of each destination', () => {
  const breaker = { window: { calls: 10 }, minimumCalls: 4, openMs: 5000, openJitter: 0 }
  const ill = (status: number) => (): Handler => async () => reply(status, { code: 'Ill' })

  test.each([502, 503, 504])(
    'opens on %i, answers at once without a call, and recovers',
    (status) =>
      atTheDoor(
        ill(status),
        async ({ get, become, ports, door }) => {
          for (let i = 0; i < 4; i++) expect((await get('/api/orders/1')).body.code).toBe('Ill')
          const refused = await get('/api/orders/1')
          expect(refused).toMatchObject({ status: 503, body: { code: 'WT_BREAKER_OPEN' } })
          expect(refused.headers['retry-after']).toBe('5')
          expect(door.snapshot()).toMatchObject({
            destinations: [{ name: 'orders', state: 'open', rejected: 1 }],
            routes: [{ failures: 5, flags: { UO: 1 } }],
          })
          await become(echo())
          await ports.clock.sleep(5000, forever)
          for (let i = 0; i < 7; i++) expect((await get('/api/orders/1')).status).toBe(200)
          expect(door.snapshot().destinations[0]?.state).toBe('closed')
        },
        { breaker },
      ),
  )

  test.each([404, 409, 422, 500])('a %i says nothing against the service as a whole', (status) =>
    atTheDoor(
      ill(status),
      async ({ get, door }) => {
        for (let i = 0; i < 10; i++) await get('/api/orders/1')
        expect(door.snapshot().destinations[0]).toMatchObject({
          window: { calls: 10, failures: 0 },
        })
      },
      { breaker },
    ),
  )

  test('opens on a service that hangs, by the time of the route', () =>
    atTheDoor(
      hangs,
      async ({ get, door }) => {
        for (let i = 0; i < 4; i++) await get('/api/orders/1')
        expect(door.snapshot().destinations[0]?.state).toBe('open')
      },
      { breaker },
    ))

  test('callers who allow no time cannot open it', () =>
    atTheDoor(
      hangs,
      async ({ get, door, ports }) => {
        for (let i = 0; i < 10; i++)
          await get('/api/orders/1', {
            headers: { 'x-envoy-expected-rq-timeout-ms': '50' },
            deadline: Number.POSITIVE_INFINITY,
          })
        await ports.clock.sleep(1000, forever)
        expect(door.snapshot()).toMatchObject({
          routes: [{ requests: 10, flags: { UT: 10 } }],
          destinations: [{ state: 'closed', window: { calls: 0 } }],
        })
      },
      { breaker },
    ))
})

describe('streams', () => {
  const feed: HttpRoute = { ...orders, name: 'feed', stream: true, idleTimeout: '3s' }
  const ticking =
    (ports: Ports): Handler =>
    async ({ signal }) => ({
      status: 200,
      headers: { 'content-type': 'application/x-ndjson' },
      body: (async function* () {
        for (let i = 0; ; i++) {
          yield `${i}\n`
          await ports.clock.sleep(i < 5 ? 1000 : 60_000, signal)
        }
      })(),
    })
  const open = (ports: Ports) =>
    ports.transport.open({
      to: 'gateway',
      method: 'GET',
      path: '/api/orders/feed',
      deadline: ports.clock.now() + 2000,
      idleMs: 10_000,
    })

  test('lines arrive as they are made, long past the timeout, and silence ends it', () =>
    atTheDoor(
      ticking,
      async ({ ports }) => {
        const { headers, body } = await open(ports)
        expect(headers['content-type']).toBe('application/x-ndjson')
        const seen: [string, number][] = []
        const read = async () => {
          for await (const line of lines(body))
            seen.push([line, Math.floor(ports.clock.now() / 1000)])
        }
        await expect(read()).rejects.toMatchObject({ code: 'WT_LOST' })
        expect(seen.map(([line]) => line)).toEqual(['0', '1', '2', '3', '4', '5'])
        expect(new Set(seen.map(([, second]) => second)).size).toBe(6)
      },
      { routes: [feed] },
    ))

  test('a reader who leaves ends the stream at the service', async () => {
    let ended = false
    const endless =
      (ports: Ports): Handler =>
      async ({ signal }) => ({
        status: 200,
        headers: {},
        body: (async function* () {
          try {
            for (;;) {
              yield 'tick\n'
              await ports.clock.sleep(100, signal)
            }
          } finally {
            ended = true
          }
        })(),
      })
    await atTheDoor(
      endless,
      async ({ ports }) => {
        for await (const line of lines((await open(ports)).body)) if (line === 'tick') break
        await ports.clock.sleep(1000, forever)
        expect(ended).toBe(true)
      },
      { routes: [feed] },
    )
  })
})

test('figures are plain numbers, with quantiles once there are any', () =>
  atTheDoor(echo, async ({ get, door }) => {
    expect(door.snapshot().routes[0]).not.toHaveProperty('p50')
    for (let i = 0; i < 3; i++) await get('/api/orders/1')
    const snapshot = door.snapshot()
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot)
    expect(snapshot.routes[0]).toMatchObject({ name: 'orders', requests: 3, active: 0 })
    expect(snapshot.routes[0]?.p50).toBeGreaterThan(0)
  }))
