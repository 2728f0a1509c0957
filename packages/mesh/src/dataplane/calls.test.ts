import { type Handler, json, reply, text } from '@watertight/ports'
import { expect, test } from 'vitest'
import { flags, rules } from './test-kit/calls.ts'
import { anything, cluster, noChanges, route, snapshot, to } from './test-kit/rules.ts'
import { named, play } from './test-kit/scene.ts'

test('calls go to the endpoints in turn; a host without rules goes as it is', () =>
  play({ a: named('a'), b: named('b') }, rules(['a', 'b']), async ({ get, seen }) => {
    for (let i = 0; i < 4; i++) expect((await get()).status).toBe(200)
    expect(seen).toEqual({ a: 2, b: 2 })
    expect(json((await get({ to: 'b' })).body)).toBe('b')
  }))

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
