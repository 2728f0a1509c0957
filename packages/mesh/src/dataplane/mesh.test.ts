import { type Handler, header, json, reply, TransportError, text } from '@watertight/ports'
import { expect, test } from 'vitest'
import type { Cluster } from '../model/cluster.ts'
import type { Route } from '../model/route.ts'
import {
  anything,
  cluster,
  noChanges,
  outlierRules,
  retries,
  route,
  snapshot,
  to,
  unlimited,
} from './test-kit/rules.ts'
import { forever, named, play, type Scene } from './test-kit/scene.ts'

const flags = ({ mesh }: Scene) => mesh.stats().requests.map(({ labels }) => labels.response_flags)
const rules = (
  addresses: readonly string[],
  more: Partial<Cluster> = {},
  on: Partial<Route> = {},
) => snapshot([route([to(cluster(addresses, more))], on)])
const silent: Handler = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
const code = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => undefined,
    (error) => error,
  )
  expect(error).toBeInstanceOf(TransportError)
  return (error as TransportError).code
}

test('calls go to the endpoints in turn; a host without rules goes as it is', () =>
  play({ a: named('a'), b: named('b') }, rules(['a', 'b']), async ({ get, seen }) => {
    for (let i = 0; i < 4; i++) expect((await get()).status).toBe(200)
    expect(seen).toEqual({ a: 2, b: 2 })
    expect(json((await get({ to: 'b' })).body)).toBe('b')
  }))

test('after exactly the configured failures no call reaches the endpoint; it is back after its time', () =>
  play(
    { a: named('a', 500), b: named('b') },
    rules(['a', 'b'], { outlier: outlierRules }),
    async ({ get, seen, events, ports }) => {
      for (let i = 0; i < 40; i++) await get()
      expect(seen.a).toBe(5)
      expect(events).toMatchObject([
        { is: 'endpoint ejected', endpoint: 'a:80', by: 'consecutive 5xx', forMs: 30_000 },
      ])
      await ports.clock.sleep(40_000, forever)
      expect(events.at(-1)).toMatchObject({ is: 'endpoint returned', endpoint: 'a:80' })
      for (let i = 0; i < 4; i++) await get()
      expect(seen.a).toBe(7)
    },
  ))

test('an endpoint that hangs or is gone is ejected as well', () =>
  play(
    { a: silent, b: named('b') },
    rules(['a', 'b', 'gone'], { outlier: outlierRules }, { timeoutMs: 100 }),
    async ({ get, seen, events }) => {
      for (let i = 0; i < 30; i++) await get().catch(() => {})
      expect(seen.a).toBe(5)
      expect(events.map((event) => 'endpoint' in event && event.endpoint).sort()).toEqual([
        'a:80',
        'gone:80',
      ])
    },
  ))

test('with all endpoints out: 503 and UH; below the minimum health all are used', async () => {
  const outlier = { ...outlierRules, consecutive5xx: 1 }
  await play({ a: named('a', 500) }, rules(['a'], { outlier }), async (scene) => {
    await scene.get()
    const answer = await scene.get()
    expect(answer.status).toBe(503)
    expect(json(answer.body)).toMatchObject({ flag: 'UH' })
    expect(flags(scene)).toEqual(['-', 'UH'])
  })
  const panic = { ...outlier, minHealthPercent: 50 }
  await play({ a: named('a', 500) }, rules(['a'], { outlier: panic }), async ({ get }) => {
    await get()
    expect((await get()).status).toBe(500)
  })
})

test('overflow is a 503 with x-envoy-overloaded and UO, sends nothing, is not retried and not held against the endpoint', () =>
  play(
    { a: named('a') },
    rules(
      ['a'],
      { limits: { ...unlimited, maxConnections: 1, maxPending: 1 }, outlier: outlierRules },
      { retries: retries(3, { server5xx: true }) },
    ),
    async (scene) => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => scene.get()))
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(2)
      const refused = answers.find(({ status }) => status === 503)
      expect(refused?.headers['x-envoy-overloaded']).toBe('true')
      expect(scene.seen.a).toBe(2)
      expect(scene.events).toHaveLength(6)
      expect(scene.events[0]).toMatchObject({ is: 'limit overflowed', limit: 'pending' })
      expect(scene.mesh.stats().clusters[0]).toMatchObject({ pending: 0, requests: 0 })
    },
  ))

test('who waits in line leaves it at the deadline, or when it gives up', () =>
  play(
    { a: silent },
    rules(['a'], { limits: { ...unlimited, maxConnections: 1 } }),
    async ({ get, ports, mesh, seen }) => {
      const held = get({ deadline: ports.clock.now() + 500 })
      const waiting = get({ deadline: ports.clock.now() + 100 })
      const owner = new AbortController()
      const leaving = get({ signal: owner.signal })
      ports.clock.after(50, () => owner.abort())
      expect(await code(leaving)).toBe('WT_ABORTED')
      expect(await code(waiting)).toBe('WT_DEADLINE')
      expect(await code(held)).toBe('WT_DEADLINE')
      expect(seen.a).toBe(1)
      expect(mesh.stats().clusters[0]).toMatchObject({ pending: 0, requests: 0, connections: 0 })
    },
  ))

test('a retry goes to another endpoint and says which try it is', () => {
  const tries: string[] = []
  return play(
    {
      a: named('a', 503),
      b: async ({ headers }) => {
        tries.push(header(headers, 'x-envoy-attempt-count') ?? '')
        return reply(200, 'b')
      },
    },
    rules(['a', 'b'], {}, { retries: retries(2, { gatewayError: true }) }),
    async ({ get, seen }) => {
      for (let i = 0; i < 10; i++) expect((await get()).status).toBe(200)
      expect(seen.b).toBe(10)
      expect(tries).toContain('2')
    },
  )
})

test('out of retries the last answer is passed on with URX', () =>
  play(
    { a: named('a', 503) },
    rules(['a'], {}, { retries: retries(2, { gatewayError: true }) }),
    async (scene) => {
      expect((await scene.get()).status).toBe(503)
      expect(scene.seen.a).toBe(3)
      expect(flags(scene)).toEqual(['URX'])
    },
  ))

test('over 64 KiB a body is sent once', () =>
  play(
    { a: named('a', 503) },
    rules(['a'], {}, { retries: retries(2, { gatewayError: true }) }),
    async ({ get, seen }) => {
      await get({ method: 'POST', body: 'x'.repeat(65_537) })
      expect(seen.a).toBe(1)
      await get({ method: 'POST', body: 'x'.repeat(65_536) })
      expect(seen.a).toBe(4)
    },
  ))

test('over maxRetries there is no retry, and UO', () =>
  play(
    { a: named('a', 503) },
    rules(
      ['a'],
      { limits: { ...unlimited, maxRetries: 0 } },
      { retries: retries(2, { gatewayError: true }) },
    ),
    async (scene) => {
      await scene.get()
      expect(scene.seen.a).toBe(1)
      expect(flags(scene)).toEqual(['UO'])
      expect(scene.events).toMatchObject([{ is: 'limit overflowed', limit: 'retries' }])
    },
  ))

test('the per-try timeout ends a try and another follows; the timeout ends them all', () =>
  play(
    { a: silent },
    rules(
      ['a'],
      {},
      {
        timeoutMs: 250,
        retries: { ...retries(9, { reset: true }), perTryTimeoutMs: 100, backoffMs: 1 },
      },
    ),
    async (scene) => {
      const before = scene.ports.clock.now()
      expect(await code(scene.get())).toBe('WT_DEADLINE')
      expect(scene.ports.clock.now() - before).toBeLessThanOrEqual(250)
      expect(scene.seen.a).toBe(3)
      expect(flags(scene)).toEqual(['UT'])
    },
  ))

test('the endpoint is told the least of caller, route and try; a header overrides the timeout', () => {
  const left: number[] = []
  return play(
    {
      a: async ({ headers }) => {
        left.push(Number(header(headers, 'x-envoy-expected-rq-timeout-ms')))
        expect(headers['x-envoy-upstream-rq-timeout-ms']).toBeUndefined()
        return reply(200, 1)
      },
    },
    rules(['a'], {}, { timeoutMs: 700, retries: { ...retries(1, {}), perTryTimeoutMs: 900 } }),
    async ({ get, ports }) => {
      await get({ deadline: ports.clock.now() + 500 })
      await get()
      await get({ headers: { 'X-Envoy-Upstream-Rq-Timeout-Ms': '300' } })
      await get({ headers: { 'X-Envoy-Upstream-Rq-Timeout-Ms': '0' } })
      expect(left).toEqual([500, 700, 300, 900])
    },
  )
})

test('faults strike before an endpoint is picked: FI and DI, seen by neither outlier detection nor retries', () =>
  play(
    { a: named('a') },
    rules(
      ['a'],
      { outlier: { ...outlierRules, consecutive5xx: 1 } },
      {
        retries: retries(2, { server5xx: true }),
        fault: {
          delay: { ms: 200, millionths: 1_000_000 },
          abort: { status: 500, millionths: 1_000_000 },
        },
      },
    ),
    async (scene) => {
      const before = scene.ports.clock.now()
      expect((await scene.get()).status).toBe(500)
      expect(scene.ports.clock.now() - before).toBe(200)
      expect(flags(scene)).toEqual(['DI,FI'])
      expect(scene.seen.a).toBe(0)
      expect(scene.events).toEqual([])
      expect(await code(scene.get({ deadline: scene.ports.clock.now() + 50 }))).toBe('WT_DEADLINE')
    },
  ))

test('faults strike their share of calls', () =>
  play(
    { a: named('a') },
    rules(['a'], {}, { fault: { abort: { status: 555, millionths: 250_000 } } }),
    async ({ get }) => {
      const answers = await Promise.all(Array.from({ length: 1000 }, () => get()))
      const struck = answers.filter(({ status }) => status === 555).length
      expect(Math.abs(struck - 250)).toBeLessThan(40)
    },
  ))

test('the first route that matches takes the call; none is a 404 with NR, nowhere a 503 with NR', () => {
  const old = cluster(['a'], { key: 'reviews|80|v1', subset: 'v1' })
  const fresh = cluster(['b'], { key: 'reviews|80|v2', subset: 'v2' })
  const header = { name: 'X-User', match: { exact: 'ann', ignoreCase: false } }
  const prefix = (prefix: string) => ({ ...anything, uri: { prefix, ignoreCase: false } })
  const routes = snapshot([
    route([to(fresh)], { matches: [{ ...prefix('/api/'), headers: [header] }] }),
    route([to(old)], {
      matches: [prefix('/api/')],
      rewrite: { uri: '/v1/', authority: 'old.example' },
    }),
    route([], { matches: [prefix('/lost')], action: { is: 'nowhere', why: 'no subset v3' } }),
    route([], { matches: [prefix('/hello')], action: { is: 'answer', status: 418, body: 'tea' } }),
    route([], {
      matches: [prefix('/moved')],
      action: { is: 'redirect', status: 301, uri: '/new', scheme: 'https', port: 8443 },
    }),
  ])
  const echo: Handler = async ({ path, headers }) => reply(200, [path, headers.host])
  return play({ a: echo, b: named('b') }, routes, async (scene) => {
    const { get } = scene
    expect(json((await get({ path: '/api/x', headers: { 'x-user': 'ann' } })).body)).toBe('b')
    expect(json((await get({ path: '/api/x?y=1' })).body)).toEqual(['/v1/x?y=1', 'old.example'])
    expect((await get({ path: '/lost' })).status).toBe(503)
    expect(text((await get({ path: '/hello' })).body)).toBe('tea')
    expect((await get({ path: '/moved?q=1' })).headers.location).toBe(
      'https://reviews:8443/new?q=1',
    )
    expect((await get({ path: '/else' })).status).toBe(404)
    expect(flags(scene).filter((flag) => flag === 'NR')).toHaveLength(2)
  })
})

test('weights share calls out; headers change by destination, then by route', () => {
  const changes = (value: string) => ({
    request: { remove: ['x-secret'], set: [['x-who', value]], add: [['x-list', value]] },
    response: { ...noChanges, set: [['x-by', value]] },
  })
  const one = cluster(['a'], { key: 'one' })
  const two = cluster(['b'], { key: 'two' })
  const echo: Handler = async ({ headers }) =>
    reply(200, [headers['x-secret'], headers['x-who'], headers['x-list']])
  return play(
    { a: echo, b: named('b') },
    snapshot([
      route([to(one, 3, { headers: changes('dest') as never }), to(two)], {
        headers: changes('route') as never,
      }),
    ]),
    async ({ get, seen }) => {
      const answers = await Promise.all(
        Array.from({ length: 400 }, () => get({ headers: { 'x-secret': '1' } })),
      )
      expect(Math.abs((seen.a as number) - 300)).toBeLessThan(30)
      const fromOne = answers.find(({ body }) => text(body).startsWith('['))
      expect(json(fromOne?.body ?? '')).toEqual([null, 'route', 'dest, route'])
      expect(fromOne?.headers['x-by']).toBe('route')
    },
  )
})

test('a circuit breaker of the cluster opens, refuses with UO and is told of', () =>
  play(
    { a: named('a', 503) },
    rules(['a'], { breaker: { window: { inARow: 3 } } }),
    async ({ get, seen, events }) => {
      for (let i = 0; i < 3; i++) await get()
      const refused = await get()
      expect(refused.headers).toMatchObject({ 'x-envoy-overloaded': 'true' })
      expect(refused.headers['retry-after']).toMatch(/^\d+$/)
      expect(seen.a).toBe(3)
      expect(events).toMatchObject([
        { is: 'breaker changed', from: 'closed', to: 'open' },
        { is: 'limit overflowed', limit: 'circuit breaker' },
      ])
    },
  ))

test('a stream holds its place until it ends or is left', () =>
  play(
    {
      a: async () => ({
        status: 200,
        headers: {},
        body: (async function* () {
          yield 'one'
          yield 'two'
        })(),
      }),
    },
    rules(['a']),
    async ({ mesh, ports }) => {
      const deadline = ports.clock.now() + 1_000
      const call = { to: 'reviews', method: 'GET', path: '/', deadline, idleMs: 1_000 }
      const inUse = () => mesh.stats().clusters[0]?.requests
      const { body } = await mesh.transport.open(call)
      expect(inUse()).toBe(1)
      const read: string[] = []
      for await (const chunk of body) read.push(text(chunk))
      expect(read.join('')).toBe('onetwo')
      expect(inUse()).toBe(0)
      for await (const _ of (await mesh.transport.open(call)).body) break
      expect(inUse()).toBe(0)
      expect(mesh.stats().requests[0]?.istio_requests_total).toBe(2)
    },
  ))

test('a sink that throws is logged and changes no call', () =>
  play(
    { a: named('a', 500) },
    rules(['a'], { outlier: { ...outlierRules, consecutive5xx: 1 } }),
    async ({ get, logged }) => {
      expect((await get()).status).toBe(500)
      expect(logged).toEqual(['the sink of mesh events threw'])
    },
    {
      sink: () => {
        throw new Error('full')
      },
    },
  ))

test('a new endpoint warms up, and then gets its full share', () => {
  const warmup = { durationMs: 60_000, minimumPercent: 10, aggression: 1 }
  return play(
    { a: named('a'), b: named('b') },
    rules(['a'], { warmup }),
    async ({ get, mesh, ports, seen }) => {
      await ports.clock.sleep(60_000, forever)
      mesh.update(rules(['a', 'b'], { warmup }))
      for (let i = 0; i < 44; i++) await get()
      expect(seen.b).toBeLessThan(8)
      await ports.clock.sleep(60_000, forever)
      const before = seen.b as number
      for (let i = 0; i < 44; i++) await get()
      expect(seen.b).toBe(before + 22)
    },
  )
})

test('an update keeps ejections and counts by key, and a request keeps the rules it began with', () =>
  play(
    { a: named('a', 500), b: named('b'), c: named('c') },
    rules(['a', 'b'], { outlier: outlierRules }),
    async ({ get, mesh, seen, events }) => {
      for (let i = 0; i < 12; i++) await get()
      expect(seen.a).toBe(5)
      const early = get()
      mesh.update({ ...rules(['a', 'c'], { outlier: outlierRules }), version: '2' })
      expect(events.at(-1)).toMatchObject({ is: 'snapshot swapped', from: '1', to: '2' })
      expect(json((await early).body)).toBe('b')
      for (let i = 0; i < 5; i++) expect(json((await get()).body)).toBe('c')
      expect(mesh.stats().clusters[0]?.endpoints).toMatchObject([
        { endpoint: 'a:80', isEjected: true, requests: 5 },
        { endpoint: 'c:80', requests: 5 },
      ])
      mesh.update(rules(['a', 'c']))
      expect(events.some(({ is }) => is === 'endpoint returned')).toBe(true)
    },
  ))

test('1,000 swaps under load: no call fails, none goes where its rules do not send it', () => {
  const names = ['a', 'b', 'c', 'd']
  const version = (n: number) =>
    // each version sends everything to one endpoint and says which
    snapshot(
      [
        route([to(cluster([names[n % 4] as string], { outlier: outlierRules }))], {
          headers: {
            request: { ...noChanges, set: [['x-for', names[n % 4] as string]] },
            response: noChanges,
          },
        }),
      ],
      String(n),
    )
  const strict =
    (name: string): Handler =>
    async ({ headers }) =>
      reply(headers['x-for'] === name ? 200 : 500, name)
  return play(
    Object.fromEntries(names.map((name) => [name, strict(name)])),
    version(0),
    async ({ get, mesh, ports, events }) => {
      let swaps = 0
      let isOver = false
      const statuses = new Map<number | string, number>()
      const caller = async () => {
        while (!isOver) {
          const status = await get().then(
            (answer) => answer.status,
            (error) => String(error),
          )
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
        }
      }
      const callers = Array.from({ length: 8 }, caller)
      while (swaps < 1000) {
        mesh.update(version(++swaps))
        await ports.clock.sleep(3, forever)
      }
      isOver = true
      await Promise.all(callers)
      expect([...statuses.keys()]).toEqual([200])
      expect(statuses.get(200)).toBeGreaterThan(500)
      expect(events.filter(({ is }) => is === 'snapshot swapped')).toHaveLength(1000)
      expect(mesh.stats().clusters[0]).toMatchObject({ requests: 0, pending: 0, retries: 0 })
    },
  )
})
