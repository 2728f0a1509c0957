import { once } from 'node:events'
import { Readable } from 'node:stream'
import { type Clock, seededRandom, type Transport } from '@watertight/ports'
import { systemClock } from '@watertight/ports/node'
import { afterEach, expect, test } from 'vitest'
import {
  cluster,
  noChanges,
  outlierRules,
  retries,
  route,
  snapshot,
  to,
  unlimited,
} from '../../dataplane/test-kit/rules.ts'
import type { Cluster, Endpoint } from '../../model/cluster.ts'
import type { Route } from '../../model/route.ts'
import { answer, type Behaviour, nobody, type Upstream, upstream } from '../test-kit/upstream.ts'
import { type HttpMesh, httpMesh } from './http-mesh.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

// nothing here goes over a transport
const transport: Transport = {
  isPublic: false,
  call: () => Promise.reject(new Error('not this way')),
  open: () => Promise.reject(new Error('not this way')),
  serve: () => Promise.reject(new Error('not this way')),
}
const ports = { clock: systemClock, random: seededRandom(1), log: () => {}, transport }
const over = (
  endpoints: readonly Endpoint[],
  more: Partial<Cluster> = {},
  on: Partial<Route> = {},
) => snapshot([route([to(cluster([], { endpoints, ...more }))], on)])

async function serving(behave: Behaviour): Promise<Upstream> {
  const one = await upstream(behave)
  open.push(one)
  return one
}
function meshOver(rules: ReturnType<typeof over>, sink = (_: unknown) => {}): HttpMesh {
  const mesh = httpMesh({ ports, snapshot: rules, sink })
  open.push({
    async close() {
      mesh.stop()
      await mesh.dispatcher.close()
    },
  })
  return mesh
}
const get = async (mesh: HttpMesh, more: object = {}) => {
  const { statusCode, body } = await mesh.request('http://reviews/', more)
  const text = await body.text()
  return { status: statusCode, text, flag: statusCode === 200 ? '-' : JSON.parse(text).flag }
}
const counted = (mesh: HttpMesh) => mesh.stats().requests.map(({ labels }) => labels.response_flags)
const large = `x: ${'x'.repeat(1_048_576)}\r\n`
const idle = { requests: 0, pending: 0, retries: 0 }

test.each<[string, number, string, Behaviour]>([
  ['garbage', 502, 'UPE', (socket) => socket.write('is this HTTP?\r\n\r\n')],
  ['half a head', 503, 'UC', (socket) => socket.end('HTTP/1.1 200 OK\r\ncont')],
  ['nothing, and closes', 503, 'UC', (socket) => socket.end()],
  ['nothing, and resets', 503, 'UC', (socket) => socket.resetAndDestroy()],
  ['nothing, and stays', 504, 'UT', () => {}],
  ['a head of 1 MB', 502, 'UPE', (socket) => socket.write(answer('', '200 OK', large))],
  [
    'two lengths',
    502,
    'UPE',
    (socket) => socket.write(answer('ok', '200 OK', 'content-length: 7\r\n')),
  ],
])('an endpoint that answers with %s: %s and %s', async (_, status, flag, behave) => {
  const bad = await serving(behave)
  const good = await serving((socket) => socket.write(answer('good')))
  const timeoutMs = flag === 'UT' ? 200 : 30_000
  const mesh = meshOver(over([bad.endpoint], {}, { timeoutMs }))
  expect(await get(mesh)).toMatchObject({ status, flag })
  expect(counted(mesh)).toEqual([flag])
  expect(mesh.stats().clusters[0]).toMatchObject({ ...idle, connections: 0 })
  mesh.update(over([good.endpoint]))
  expect(await get(mesh)).toMatchObject({ status: 200, text: 'good' })
})

test.each<[string, Behaviour]>([
  ['closes', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')],
  ['stays', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')],
  [
    'breaks its chunks',
    (socket) =>
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\nzz'),
  ],
])(
  'an answer that begins and then %s ends its body with an error, and is not tried again',
  async (_, behave) => {
    const half = await serving(behave)
    const again = retries(2, { reset: true, gatewayError: true })
    const mesh = meshOver(over([half.endpoint], {}, { timeoutMs: 200, retries: again }))
    const { statusCode, body } = await mesh.request('http://reviews/')
    expect(statusCode).toBe(200)
    await expect(body.text()).rejects.toThrow()
    expect(half.heads).toHaveLength(1)
    expect(mesh.stats().clusters[0]).toMatchObject({ ...idle, connections: 0 })
    expect(counted(mesh)).toEqual([expect.stringMatching(/^(UC|UT|UPE)$/)])
  },
)

test('nobody listens: 503 and UF; another endpoint is tried where the rules say so', async () => {
  const gone = await nobody()
  const good = await serving((socket) => socket.write(answer('good')))
  expect(await get(meshOver(over([gone])))).toMatchObject({ status: 503, flag: 'UF' })
  const again = { retries: { ...retries(2, { connectFailure: true }), backoffMs: 1 } }
  const mesh = meshOver(over([gone, good.endpoint], {}, again))
  for (let i = 0; i < 6; i++) expect((await get(mesh)).status).toBe(200)
  expect(good.heads.some((head) => head.includes('x-envoy-attempt-count: 2'))).toBe(true)
})

test.each(['nowhere.invalid', 'no address', 'a/b?c'])(
  'what is no address, or nobody has, is UF: %s',
  async (address) => {
    const lost = { address, port: 80, labels: {}, weight: 1 }
    expect(await get(meshOver(over([lost])))).toMatchObject({ status: 503, flag: 'UF' })
  },
)

test('a connection that the endpoint closes as it is used again: UC, or another try', async () => {
  const racing: Behaviour = (socket, { request }) =>
    request % 2 === 0 ? socket.write(answer('first')) : socket.destroy()
  const one = await serving(racing)
  const mesh = meshOver(over([one.endpoint]))
  expect((await get(mesh)).text).toBe('first')
  expect(await get(mesh)).toMatchObject({ status: 503, flag: 'UC' })
  expect((await get(mesh)).text).toBe('first')
  const again = { retries: { ...retries(1, { reset: true }), backoffMs: 1 } }
  mesh.update(over([one.endpoint], {}, again))
  for (let i = 0; i < 4; i++) expect((await get(mesh)).text).toBe('first')
})

test('1 MB of headers to send: 431 and DPE, and nothing is sent', async () => {
  const one = await serving((socket) => socket.write(answer('ok')))
  const mesh = meshOver(over([one.endpoint]))
  const headers = { 'x-large': 'x'.repeat(1_048_576) }
  expect(await get(mesh, { headers })).toMatchObject({ status: 431, flag: 'DPE' })
  expect(one.heads).toEqual([])
  const split = { headers: { 'x-bad': 'a\r\nx-other: b' } }
  await expect(mesh.request('http://reviews/', split)).rejects.toThrow('invalid x-bad header')
  expect((await get(mesh)).status).toBe(200)
})

test('limits as Envoy counts them: connections, requests that wait, requests of one connection', async () => {
  const held: (() => void)[] = []
  const one = await serving((socket) => held.push(() => socket.write(answer('ok'))))
  const limits = { ...unlimited, maxConnections: 1, maxPending: 1, maxRequestsPerConnection: 2 }
  const events: unknown[] = []
  const mesh = meshOver(over([one.endpoint], { limits }), (event) => events.push(event))
  const first = get(mesh)
  const second = get(mesh)
  expect(await get(mesh)).toMatchObject({ status: 503, flag: 'UO' })
  expect(events).toMatchObject([{ is: 'limit overflowed', limit: 'pending' }])
  expect(mesh.stats().clusters[0]).toMatchObject({ connections: 1, pending: 1, requests: 1 })
  while (held.length === 0) await new Promise((turn) => setImmediate(turn))
  held.shift()?.()
  await first
  while (held.length === 0) await new Promise((turn) => setImmediate(turn))
  held.shift()?.()
  await second
  expect(one.connections).toBe(1)
  const third = get(mesh)
  while (held.length === 0) await new Promise((turn) => setImmediate(turn))
  held.shift()?.()
  await third
  expect(one.connections).toBe(2)
})

test('an idle connection that the endpoint closes is not counted any more', async () => {
  const one = await serving((socket) => socket.write(answer('ok')))
  const mesh = meshOver(over([one.endpoint]))
  await get(mesh)
  expect(mesh.stats().clusters[0]).toMatchObject({ connections: 1 })
  for (const socket of one.open) socket.end()
  while (mesh.stats().clusters[0]?.connections !== 0)
    await new Promise((turn) => setImmediate(turn))
  expect((await get(mesh)).status).toBe(200)
  expect(one.connections).toBe(2)
})

test('a try that takes too long is left for another one', async () => {
  const one = await serving((socket, { request }) => {
    if (request > 0) socket.write(answer('second'))
  })
  const again = { ...retries(1, { reset: true }), perTryTimeoutMs: 100, backoffMs: 1 }
  const mesh = meshOver(over([one.endpoint], {}, { retries: again }))
  expect((await get(mesh)).text).toBe('second')
  expect(one.heads[0]).toMatch(/x-envoy-expected-rq-timeout-ms: \d+/)
})

test('a timeout of each try says nothing about how long an answer may take', async () => {
  const one = await serving((socket) =>
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nhalf'),
  )
  let passed = 0
  const due: (() => void)[] = []
  const clock: Clock = {
    ...systemClock,
    now: () => passed,
    after: (_, task) => {
      due.push(task)
      return { cancel: () => {} }
    },
  }
  const again = { ...retries(1, { reset: true }), perTryTimeoutMs: 50 }
  const mesh = httpMesh({
    ports: { ...ports, clock },
    snapshot: over([one.endpoint], {}, { retries: again }),
  })
  open.push({ close: () => mesh.dispatcher.close() })
  const { body } = await mesh.request('http://reviews/')
  passed = 60_000
  for (const task of due.splice(0)) task()
  for (const socket of one.open) socket.write('half')
  expect(await body.text()).toBe('halfhalf')
  expect(one.heads).toHaveLength(1)
})

test('a body that fails is the fault of who sends it; one that nobody takes is let go', async () => {
  const one = await serving(() => {})
  const outlier = { ...outlierRules, consecutive5xx: 1 }
  const mesh = meshOver(over([one.endpoint], { outlier }))
  const failing = new Readable({ read() {} })
  failing.push('some')
  const sent = mesh.request('http://reviews/', { method: 'POST', body: failing })
  sent.catch(() => {})
  while (one.heads.length === 0) await new Promise((turn) => setImmediate(turn))
  failing.destroy(new Error('no more'))
  await expect(sent).rejects.toThrow('no more')
  expect(mesh.stats().clusters[0]?.endpoints[0]).toMatchObject({ isEjected: false, active: 0 })
  mesh.update(snapshot([]))
  mesh.update(snapshot([route([], { action: { is: 'nowhere', why: 'no subset' } })]))
  const unread = new Readable({ read() {} })
  const { statusCode, body } = await mesh.request('http://reviews/', {
    method: 'POST',
    body: unread,
  })
  await body.dump()
  expect(statusCode).toBe(503)
  expect(unread.destroyed).toBe(true)
})

test('after exactly the configured failures the endpoint gets no more requests', async () => {
  const bad = await serving((socket) => socket.write(answer('no', '500 No')))
  const good = await serving((socket) => socket.write(answer('good')))
  const mesh = meshOver(over([bad.endpoint, good.endpoint], { outlier: outlierRules }))
  for (let i = 0; i < 40; i++) await get(mesh).catch(() => {})
  expect(bad.heads).toHaveLength(5)
  expect(good.heads).toHaveLength(35)
})

test('the caller gives up: before, in line, during a pause, at work; the endpoint sees the connection end', async () => {
  const one = await serving(() => {})
  const limits = { ...unlimited, maxConnections: 1 }
  const mesh = meshOver(over([one.endpoint], { limits }))
  const owner = new AbortController()
  const { signal } = owner
  const working = get(mesh, { signal })
  const waiting = get(mesh, { signal })
  while (one.heads.length === 0) await new Promise((turn) => setImmediate(turn))
  const [socket] = one.open
  owner.abort(new Error('enough'))
  await expect(working).rejects.toThrow('enough')
  await expect(waiting).rejects.toThrow('enough')
  await expect(get(mesh, { signal })).rejects.toThrow('enough')
  if (socket && !socket.destroyed) await once(socket, 'close')
  expect(one.heads).toHaveLength(1)
  const delay = { fault: { delay: { ms: 60_000, millionths: 1_000_000 } } }
  mesh.update(over([one.endpoint], {}, delay))
  const second = new AbortController()
  const paused = get(mesh, { signal: second.signal })
  second.abort(new Error('late'))
  await expect(paused).rejects.toThrow('late')
  expect(mesh.stats().clusters[0]).toMatchObject({ ...idle, connections: 0 })
  expect(new Set(counted(mesh))).toEqual(new Set(['DC', 'DI,DC']))
})

test('by fetch: bodies both ways, changed headers, answers of the mesh, and giving up', async () => {
  const one = await serving((socket, { head }) =>
    socket.write(
      answer(/x-asked: \w+/.exec(head)?.[0] ?? 'none', '201 Made', 'x-by: endpoint\r\n'),
    ),
  )
  const headers = {
    request: { ...noChanges, set: [['x-asked', 'mesh'] as const] },
    response: { ...noChanges, set: [['x-by', 'mesh'] as const] },
  }
  const matches = [
    {
      uri: { prefix: '/api/', ignoreCase: false },
      headers: [],
      withoutHeaders: [],
      query: [],
      caller: {},
    },
  ]
  const mesh = meshOver(over([one.endpoint], {}, { headers, matches }))
  const { dispatcher } = mesh
  const ask = (url: string, init: RequestInit = {}) => fetch(url, { ...init, dispatcher } as never)
  const got = await ask('http://reviews/api/x', { headers: { 'X-Asked': 'fetch' } })
  expect([got.status, got.headers.get('x-by'), await got.text()]).toEqual([
    201,
    'mesh',
    'x-asked: mesh',
  ])
  const posted = await ask('http://reviews/api/x', { method: 'POST', body: 'some text' })
  expect(posted.status).toBe(201)
  const none = await ask('http://reviews/else')
  expect([none.status, none.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
  expect(await none.json()).toMatchObject({ flag: 'NR' })
  const slow = await serving(() => {})
  mesh.update(over([slow.endpoint]))
  const owner = new AbortController()
  const asked = ask('http://reviews/', { signal: owner.signal })
  while (slow.heads.length === 0) await new Promise((turn) => setImmediate(turn))
  owner.abort()
  await expect(asked).rejects.toThrow('abort')
  expect(mesh.stats().clusters[0]).toMatchObject(idle)
})

test('rules change under load: no request fails, none goes where its rules do not send it', async () => {
  const all = await Promise.all(
    ['0', '1', '2'].map((name) =>
      serving((socket, { head }) =>
        socket.write(answer(name, head.includes(`x-for: ${name}`) ? '200 OK' : '500 Wrong')),
      ),
    ),
  )
  const version = (n: number) => {
    const request = { ...noChanges, set: [['x-for', String(n % 3)] as const] }
    return over(
      [(all[n % 3] as Upstream).endpoint],
      { outlier: outlierRules },
      {
        headers: { request, response: noChanges },
      },
    )
  }
  const mesh = meshOver(version(0))
  const statuses = new Set<number>()
  let isOver = false
  const caller = async () => {
    while (!isOver) statuses.add((await get(mesh)).status)
  }
  const callers = Array.from({ length: 8 }, caller)
  for (let n = 1; n <= 60; n++) {
    mesh.update(version(n))
    await new Promise((turn) => setImmediate(turn))
  }
  isOver = true
  await Promise.all(callers)
  expect([...statuses]).toEqual([200])
  for (const { heads } of all) expect(heads.length).toBeGreaterThan(0)
  expect(mesh.stats().clusters[0]).toMatchObject(idle)
})

test('a host without rules is asked as it is', async () => {
  const one = await serving((socket) => socket.write(answer('plain')))
  const mesh = meshOver(over([]))
  const { body } = await mesh.request(`http://127.0.0.1:${one.endpoint.port}/`)
  expect(await body.text()).toBe('plain')
  expect(one.heads[0]).not.toContain('x-envoy')
})

test('an upgraded connection belongs to its two ends, and its place to it', async () => {
  const one = await serving((socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n')
    socket.pipe(socket)
  })
  const mesh = meshOver(over([one.endpoint]))
  const { socket } = await mesh.dispatcher.upgrade({
    ...{ origin: 'http://reviews', path: '/' },
    protocol: 'echo',
  } as never)
  socket.write('hello')
  expect(String((await once(socket, 'data'))[0])).toBe('hello')
  expect(mesh.stats().clusters[0]).toMatchObject({ requests: 1 })
  socket.destroy()
  await once(socket, 'close')
  expect(mesh.stats().clusters[0]).toMatchObject({ ...idle, connections: 0 })
})
