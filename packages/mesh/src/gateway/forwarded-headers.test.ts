import { expect, test } from 'vitest'
import { replyHeaders, requestHeaders } from './forwarded-headers.ts'

const edge = { scheme: 'https', behindProxy: false } as const

test('headers of one connection, and those it lists, are not passed on', () => {
  const sent = requestHeaders(
    {
      connection: 'Keep-Alive, X-Secret',
      'keep-alive': 'timeout=5',
      'x-secret': '1',
      te: 'trailers',
      'transfer-encoding': 'chunked',
      upgrade: 'h2c',
      'proxy-authorization': 'Basic x',
      expect: '100-continue',
      'content-length': '3',
      accept: 'text/html',
      'idempotency-key': 'k',
      cookie: ['a=1', 'b=2'],
    },
    edge,
    true,
  )
  expect(sent).toEqual({
    accept: 'text/html',
    'idempotency-key': 'k',
    cookie: ['a=1', 'b=2'],
    'x-forwarded-proto': 'https',
  })
})

test('what only a proxy may say is not believed from outside', () => {
  const lies = {
    host: 'shop.example',
    'x-forwarded-for': '10.0.0.1',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    forwarded: 'for=10.0.0.1',
    'x-envoy-retry-on': '5xx',
  }
  expect(requestHeaders(lies, edge, true)).toEqual({
    'x-forwarded-host': 'shop.example',
    'x-forwarded-proto': 'https',
  })
})

test('behind a proxy of ours its word is kept', () => {
  const told = { host: 'inner', 'x-forwarded-host': 'shop.example', 'x-forwarded-for': '1.2.3.4' }
  expect(requestHeaders(told, { ...edge, behindProxy: true }, true)).toEqual({
    'x-forwarded-host': 'shop.example',
    'x-forwarded-for': '1.2.3.4',
    'x-forwarded-proto': 'https',
  })
})

test('the state of a trace goes only with a trace that is continued', () => {
  expect(requestHeaders({ tracestate: 'a=1' }, edge, true)).toHaveProperty('tracestate')
  expect(requestHeaders({ tracestate: 'a=1' }, edge, false)).not.toHaveProperty('tracestate')
})

test('an answer keeps its own headers, cookies one by one', () => {
  const headers = {
    connection: 'close, x-hop',
    'x-hop': '1',
    'transfer-encoding': 'chunked',
    'content-length': '3',
    'content-type': 'text/plain',
    'set-cookie': ['a=1', 'b=2'],
  }
  expect(replyHeaders(headers)).toEqual({
    'content-length': '3',
    'content-type': 'text/plain',
    'set-cookie': ['a=1', 'b=2'],
  })
})
