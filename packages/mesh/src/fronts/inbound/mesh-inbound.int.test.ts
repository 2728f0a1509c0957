import { once } from 'node:events'
import { seededRandom, type Transport } from '@watertight/ports'
import { systemClock } from '@watertight/ports/node'
import fastify from 'fastify'
import { Pool } from 'undici'
import { afterEach, expect, test } from 'vitest'
import { cluster, route, snapshot, to } from '../../dataplane/test-kit/rules.ts'
import { httpMesh } from '../http/http-mesh.ts'
import { answer, type Behaviour, upstream } from '../test-kit/upstream.ts'
import { meshInbound } from './mesh-inbound.ts'

const ports = { clock: systemClock, random: seededRandom(1) }
const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** A service that answers with what the endpoint behind it said. */
async function service(behave: Behaviour) {
  const behind = await upstream(behave)
  open.push(() => behind.close())
  const mesh = httpMesh({
    ports: { ...ports, log: () => {}, transport: {} as Transport },
    snapshot: snapshot([route([to(cluster([], { endpoints: [behind.endpoint] }))])]),
  })
  open.push(() => mesh.stop())
  const side = meshInbound({ ports, service: 'films', version: 'v1' })
  const app = fastify()
  app.register(side.plugin)
  app.all('/', async () => {
    const { body } = await mesh.request('http://reviews/')
    return body.text()
  })
  const pool = new Pool(await app.listen({ port: 0 }))
  open.push(
    () => app.close(),
    () => pool.destroy(),
  )
  return { behind, mesh, pool, side }
}

test.each(['GET', 'POST'] as const)(
  'deadline and trace of a %s are taken on to the calls made for it, and it is counted',
  async (method) => {
    const { behind, pool, side } = await service((socket) => socket.write(answer('four stars')))
    const headers = {
      traceparent: trace,
      'x-envoy-expected-rq-timeout-ms': '30000',
      'content-type': 'application/json',
    }
    const sent = method === 'POST' ? { body: '{"a":1}' } : {}
    const { body } = await pool.request({ method, path: '/', headers, ...sent })
    expect(await body.text()).toBe('four stars')
    expect(behind.heads[0]).toContain(trace)
    const left = Number(/x-envoy-expected-rq-timeout-ms: (\d+)/.exec(behind.heads[0] ?? '')?.[1])
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(30_000)
    const { body: again } = await pool.request({ method: 'GET', path: '/' })
    await again.dump()
    expect(behind.heads[1]).toMatch(/traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-01/)
    expect(behind.heads[1]).not.toContain('expected-rq-timeout')
    expect(side.stats()).toMatchObject([
      {
        istio_requests_total: 2,
        labels: {
          reporter: 'destination',
          destination_service: 'films',
          destination_version: 'v1',
          response_code: '200',
        },
      },
    ])
  },
)

test('a request whose time is up is answered 504 and not handled', async () => {
  const { behind, pool, side } = await service((socket) => socket.write(answer('late')))
  const headers = { 'x-envoy-expected-rq-timeout-ms': '0' }
  const { statusCode, body } = await pool.request({ method: 'GET', path: '/', headers })
  expect(statusCode).toBe(504)
  expect(await body.json()).toMatchObject({ flag: 'UT' })
  expect(behind.heads).toEqual([])
  expect(side.stats()[0]?.labels.response_code).toBe('504')
})

test('when the caller leaves, the calls made for it end too', async () => {
  const { behind, mesh, pool, side } = await service(() => {})
  const owner = new AbortController()
  const asked = pool.request({ method: 'GET', path: '/', signal: owner.signal })
  asked.catch(() => {})
  while (behind.heads.length === 0) await new Promise((turn) => setImmediate(turn))
  const [socket] = behind.open
  owner.abort()
  await expect(asked).rejects.toThrow()
  if (socket && !socket.destroyed) await once(socket, 'close')
  expect(mesh.stats().clusters[0]).toMatchObject({ requests: 0, connections: 0 })
  expect(side.stats()[0]?.labels).toMatchObject({ response_code: '0', response_flags: 'DC' })
})
