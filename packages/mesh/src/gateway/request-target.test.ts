import { expect, test } from 'vitest'
import { readTarget } from './request-target.ts'

test.each(['/', '/api/orders/order-1', '/a%20b/%C3%BC', '/a..b/.well-known/...', '/x;v=1'])(
  'a plain path is taken as it is: %s',
  (path) => {
    expect(readTarget(path)).toEqual({ path, query: '' })
    expect(readTarget(`${path}?a=b/../c&d=%2F?`)).toEqual({ path, query: '?a=b/../c&d=%2F?' })
  },
)

test.each([
  ['/api/../admin', 'dot segment'],
  ['/api/..', 'dot segment'],
  ['/./api', 'dot segment'],
  ['/api/%2e%2E/admin', 'dot segment'],
  ['/api/.%2e/admin', 'dot segment'],
  ['/api/..;/admin', 'dot segment'],
  ['/api%2Fadmin', 'encoded slash'],
  ['/api%5cadmin', 'encoded slash'],
  ['/api\\admin', 'backslash'],
  ['//admin', 'empty segment'],
  ['/api//admin', 'empty segment'],
  ['/api%0d%0aX-Evil:1', 'control character'],
  ['/api%00', 'control character'],
  ['/api\r\nX-Evil: 1', 'must be percent-encoded'],
  ['/api?q=a b', 'must be percent-encoded'],
  ['/ü', 'must be percent-encoded'],
  ['/api#part', 'fragment'],
  ['/api/%zz', 'broken percent-encoding'],
  ['/api/%ff', 'broken percent-encoding'],
  ['http://orders/api', 'does not start with a slash'],
  ['*', 'does not start with a slash'],
  ['', 'does not start with a slash'],
])('a path that could be read in two ways is refused: %j (%s)', (path, why) => {
  expect(readTarget(path)).toContain(why)
})
