import { type Headers, type Request, reply } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { sameOrigin } from './same-origin.ts'

const handler = sameOrigin(async () => reply(200, 'ok'))
const ask = async (method: string, headers: Headers) => {
  const request: Request = {
    method,
    path: '/traffic',
    headers,
    body: '',
    deadline: Number.POSITIVE_INFINITY,
    trace: '',
    signal: new AbortController().signal,
  }
  return (await handler(request)).status
}

describe('what people open in a browser', () => {
  it.each([
    ['a program on this machine', 'POST', { host: '127.0.0.1:4600' }],
    ['a program that says nothing of itself', 'POST', {}],
    ['its own page', 'POST', { host: 'localhost:4600', origin: 'http://localhost:4600' }],
    ['its own page over IPv6', 'POST', { host: '[::1]:4600', origin: 'http://[::1]:4600' }],
    [
      'its own page by way of another gateway',
      'POST',
      {
        ...{ host: '127.0.0.1:51234', origin: 'http://localhost:4600' },
        'x-forwarded-host': 'localhost:4600',
      },
    ],
  ])('serves %s', async (_, method, headers) => {
    expect(await ask(method, headers)).toBe(200)
  })

  it.each([
    ['a name that only resolves to this machine', 'GET', { host: 'evil.example:4600' }],
    ['a name that begins like this machine', 'GET', { host: 'localhost.evil.example' }],
    ["another site's script", 'POST', { host: 'localhost:4600', origin: 'http://evil.example' }],
    ['a page of another port', 'POST', { host: 'localhost:4600', origin: 'http://localhost:1' }],
    [
      'a name that was forwarded and is not this machine',
      'POST',
      {
        ...{ host: '127.0.0.1:51234', origin: 'http://evil.example' },
        'x-forwarded-host': 'evil.example',
      },
    ],
    ['a page without an origin', 'POST', { host: 'localhost:4600', origin: 'null' }],
  ])('refuses %s', async (_, method, headers) => {
    expect(await ask(method, headers)).toBe(403)
  })
})
