import { expect, it } from 'vitest'
import { Office } from '../test-kit/tickets.ts'
import { routeNames } from './route-names.ts'

const name = routeNames(Office, [
  'GET /livez',
  'GET /seats/:number',
  'POST /:aggregate/:id/:command',
  'GET /:aggregate/:id/history',
])

it.each([
  ['GET', '/livez', '/livez'],
  ['HEAD', '/livez?x=1', '/livez'],
  ['GET', '/seats/7/', '/seats/:number'],
  ['POST', '/seat/7/sell-seat', '/seat/:id/sell-seat'],
  ['POST', '/seat/7/sell-nothing', '/seat/:id/:command'],
  ['POST', '/4111111111111111/7/ann', '/:aggregate/:id/:command'],
  ['GET', '/present/7/history', '/present/:id/history'],
  ['GET', '/nowhere/4111111111111111', undefined],
  ['DELETE', '/livez', undefined],
  ['M1', '/livez', undefined],
])('%s %s is named %s', (method, path, expected) => {
  expect(name({ method, path })).toBe(expected)
})
