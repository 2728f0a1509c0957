import { expect, test } from 'vitest'
import type { Match } from '../../model/route.ts'
import { anything, noChanges, route } from '../test-kit/rules.ts'
import { changedHeaders } from './header-changes.ts'
import { location } from './redirect.ts'
import { rewritePath } from './rewrite.ts'
import { RouteIndex } from './route-index.ts'
import { addressOf, CallTarget } from './target.ts'

const target = new CallTarget(addressOf('http://reviews:9080'), 'GET', '/api/v1?a=1&b=', {
  'X-Kind': 'big',
  'x-empty': '',
})
const exact = (exact: string, ignoreCase = false) => ({ exact, ignoreCase })
const takes = (match: Partial<Match>, labels = {}) =>
  new RouteIndex([route([], { matches: [{ ...anything, ...match }] })], labels).find(target) !==
  undefined

test.each<[string, Partial<Match>, boolean]>([
  ['a whole path', { uri: exact('/api/v1') }, true],
  ['a path of other case', { uri: exact('/API/V1') }, false],
  ['a path of any case', { uri: exact('/API/V1', true) }, true],
  ['a prefix, by characters', { uri: { prefix: '/ap', ignoreCase: false } }, true],
  ['a regex on the whole path', { uri: { regex: /\/api\/v\d/ } }, true],
  ['a regex on a part of it', { uri: { regex: /\/api/ } }, false],
  ['the method', { method: exact('POST') }, false],
  ['the authority', { authority: exact('reviews:9080') }, true],
  ['the scheme', { scheme: exact('http') }, true],
  ['the port', { port: 9080 }, true],
  ['another port', { port: 80 }, false],
  ['a header, its name in any case', { headers: [{ name: 'x-KIND', match: exact('big') }] }, true],
  ['a header that is there', { headers: [{ name: 'x-kind', match: { present: true } }] }, true],
  ['a header that is not', { headers: [{ name: 'x-no', match: { present: true } }] }, false],
  ['without a header', { withoutHeaders: [{ name: 'x-no', match: { present: true } }] }, true],
  ['without a value', { withoutHeaders: [{ name: 'x-kind', match: exact('big') }] }, false],
  ['a missing header is empty', { withoutHeaders: [{ name: 'x-no', match: exact('') }] }, false],
  ['a parameter', { query: [{ name: 'a', match: exact('1') }] }, true],
  ['a parameter that is not there', { query: [{ name: 'c', match: { present: true } }] }, false],
  ['all that is said', { uri: exact('/api/v1'), method: exact('POST') }, false],
])('%s', (_, match, isTaken) => expect(takes(match)).toBe(isTaken))

test('labels of the caller', () => {
  expect(takes({ caller: { app: 'shop' } }, { app: 'shop', version: '1' })).toBe(true)
  expect(takes({ caller: { app: 'shop' } }, {})).toBe(false)
})

test('one match of several is enough; a route without any takes everything', () => {
  const matches = [
    { ...anything, method: exact('POST') },
    { ...anything, uri: exact('/api/v1') },
  ]
  expect(new RouteIndex([route([], { matches })], {}).find(target)?.match).toBe(matches[1])
  expect(new RouteIndex([route([])], {}).find(target)?.match).toBeUndefined()
})

test('a rewrite replaces the prefix that matched, or the whole path', () => {
  const prefix = { ...anything, uri: { prefix: '/api/', ignoreCase: false } }
  expect(rewritePath({ uri: '/' }, prefix, '/api/x')).toBe('/x')
  expect(rewritePath({ uri: '/new' }, { ...anything, uri: exact('/api/x') }, '/api/x')).toBe('/new')
  expect(rewritePath({ uri: '/new/' }, undefined, '/x')).toBe('/new/x')
  expect(rewritePath({ regex: { match: /^\/v(\d)/, with: '/version/$1' } }, prefix, '/v2/x')).toBe(
    '/version/2/x',
  )
  expect(rewritePath(undefined, prefix, '/api/x')).toBe('/api/x')
})

test('a redirect keeps what it does not change', () => {
  const to = (more: object) => location({ is: 'redirect', status: 301, ...more }, target)
  expect(to({})).toBe('http://reviews:9080/api/v1?a=1&b=')
  expect(to({ authority: 'x.example', uri: '/y?z=1' })).toBe('http://x.example/y?z=1')
  expect(to({ scheme: 'https', port: 443 })).toBe('https://reviews/api/v1?a=1&b=')
})

test('headers are removed, then set, then added, list after list', () => {
  const first = { remove: ['a'], set: [['A', '1']], add: [['b', '2']] } as const
  const second = { ...noChanges, set: [[':authority', 'x.example']], add: [['b', '3']] } as const
  expect(changedHeaders({ a: '0', b: '1', host: 'y' }, [first, second])).toEqual({
    a: '1',
    b: ['1', '2', '3'],
    host: 'x.example',
  })
})
