import { describe, expect, test } from 'vitest'
import type { HttpRoute } from './http-route.ts'
import { compileRoutes, matchRoute } from './route-table.ts'

const to = (host: string): HttpRoute['route'] => [{ destination: { host } }]
const find = (routes: readonly HttpRoute[], method: string, path: string) => {
  const found = matchRoute(compileRoutes(routes), method, path)
  return found && `${found.route.name} ${found.path}`
}

describe('matching', () => {
  const routes: HttpRoute[] = [
    { name: 'exact', match: [{ uri: { exact: '/api/orders' } }], route: to('a') },
    {
      name: 'read',
      match: [{ uri: { prefix: '/api/' }, method: { exact: 'GET' } }],
      route: to('b'),
    },
    {
      name: 'either',
      match: [{ uri: { prefix: '/api/x' } }, { method: { exact: 'PUT' } }],
      route: to('c'),
    },
    { name: 'rest', match: [{ uri: { prefix: '/web' } }], route: to('d') },
  ]

  test.each([
    ['POST', '/api/orders', 'exact /api/orders'],
    ['GET', '/api/orders/1', 'read /api/orders/1'],
    ['POST', '/api/x/1', 'either /api/x/1'],
    ['PUT', '/anything', 'either /anything'],
    ['GET', '/webcam', 'rest /webcam'],
    ['POST', '/api/orders/1', undefined],
    ['GET', '/', undefined],
  ])('the first that matches takes it: %s %s is %s', (method, path, name) => {
    expect(find(routes, method, path)).toBe(name)
  })

  test('a route without a match takes everything, and ends the list', () => {
    expect(find([{ name: 'all', route: to('a') }, ...routes], 'GET', '/x')).toBe('all /x')
  })
})

test.each([
  ['/api/orders/', '/', '/api/orders/order-1/x', '/order-1/x'],
  ['/api/orders', '/', '/api/orders/order-1', '/order-1'],
  ['/api/orders', '/', '/api/orders', '/'],
  ['/api/', '/v2/', '/api/a', '/v2/a'],
  ['/api', '/v2', '/api/a', '/v2/a'],
])('prefix %s rewritten to %s makes %s into %s', (prefix, uri, path, sent) => {
  const route: HttpRoute = {
    name: 'r',
    match: [{ uri: { prefix } }],
    rewrite: { uri },
    route: to('a'),
  }
  expect(find([route], 'GET', path)).toBe(`r ${sent}`)
})

test('an exact match is rewritten whole', () => {
  const route: HttpRoute = {
    name: 'r',
    match: [{ uri: { exact: '/health' } }],
    rewrite: { uri: '/livez' },
    route: to('a'),
  }
  expect(find([route], 'GET', '/health')).toBe('r /livez')
})

test.each(['5s', '250ms', '1m30s', '0.5h'])(
  'durations are read as Istio writes them: %s',
  (timeout) => {
    const [route] = compileRoutes([{ name: 'r', route: to('a'), timeout }])
    expect(route?.timeoutMs).toBe({ '5s': 5e3, '250ms': 250, '1m30s': 9e4, '0.5h': 18e5 }[timeout])
  },
)

test.each<[string, Partial<HttpRoute>, string]>([
  ['timeout', { timeout: '5 s' }, "timeout is '5 s'"],
  ['timeout of nothing', { timeout: '0s' }, "timeout is '0s'"],
  ['idle limit', { idleTimeout: '1d' }, "idleTimeout is '1d'"],
  ['prefix', { match: [{ uri: { prefix: 'api' } }] }, "match.uri.prefix is 'api'"],
  ['rewrite', { rewrite: { uri: '' } }, "rewrite.uri is ''"],
  ['retries', { retries: { attempts: -1 } }, 'retries.attempts is -1'],
  ['destination', { route: [] as never }, 'exactly one destination'],
])('a route with a wrong %s is refused by name', (_, wrong, message) => {
  const compile = () => compileRoutes([{ name: 'orders', route: to('a'), ...wrong }])
  expect(compile).toThrow(`WT_INVALID_ROUTE: route 'orders': `)
  expect(compile).toThrow(message)
})

test('two routes of one name are refused', () => {
  const route: HttpRoute = { name: 'r', route: to('a') }
  expect(() => compileRoutes([route, route])).toThrow('the name is taken')
})
