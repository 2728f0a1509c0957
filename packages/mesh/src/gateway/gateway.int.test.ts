import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { type Handler, type Ports, reply, text } from '@watertight/ports'
import { realStage } from '@watertight/ports/stage'
import { afterEach, describe, expect, test } from 'vitest'
import { type Gateway, gateway } from './gateway.ts'

const stages: { stop(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(stages.splice(0).map((stage) => stage.stop()))
})

/** The gateway and the service `orders` on real sockets; returns the gateway's address. */
async function realDoor(
  handler: (ports: Ports) => Handler,
): Promise<{ url: string; door: Gateway }> {
  const stage = realStage()
  stages.push(stage)
  let url = ''
  let door: Gateway | undefined
  await stage.host('orders', async (ports) => {
    await ports.transport.serve('orders', handler(ports))
  })
  await stage.host('gateway', async (ports) => {
    const match = (prefix: string) => [{ uri: { prefix } }]
    const route = [{ destination: { host: 'orders' } }] as const
    const rewrite = { uri: '/' }
    door = gateway({
      ports,
      routes: [
        { name: 'feed', match: match('/feed/'), rewrite, route, stream: true },
        { name: 'down', match: match('/down/'), route: [{ destination: { host: 'nobody' } }] },
        { name: 'orders', match: match('/api/'), rewrite, route, timeout: '30s' },
      ],
    })
    url = (await ports.transport.serve('gateway', door)).address
  })
  return { url, door: door as Gateway }
}

/** What a socket answers to bytes that no HTTP client would send. */
const raw = (url: string, bytes: string) =>
  new Promise<string>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    let answer = ''
    const socket = connect(Number(port), hostname)
      .on('data', (chunk) => (answer += chunk))
      .on('close', () => resolve(answer))
      .on('error', reject)
    // not ended: a client that closes its half counts as gone
    socket.write(bytes)
  })

const echo = (): Handler => async (request) => ({
  status: 201,
  headers: { 'set-cookie': ['a=1', 'b=2'], 'content-type': 'application/json' },
  body: JSON.stringify({
    path: request.path,
    headers: request.headers,
    body: text(request.body),
  }),
})

test('a request goes through with its body, and the answer comes back with its headers', async () => {
  const { url, door } = await realDoor(echo)
  const answer = await fetch(`${url}/api/order/1?q=%C3%BC`, {
    method: 'POST',
    body: 'größe 🚢',
    headers: { 'idempotency-key': 'k', 'x-forwarded-for': '10.0.0.1' },
  })
  expect(answer.status).toBe(201)
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  const seen = (await answer.json()) as { headers: Record<string, string> }
  expect(seen).toMatchObject({ path: '/order/1?q=%C3%BC', body: 'größe 🚢' })
  expect(seen.headers).toMatchObject({
    'idempotency-key': 'k',
    'x-forwarded-host': new URL(url).host,
    traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
    'x-envoy-expected-rq-timeout-ms': expect.stringMatching(/^(30000|29\d\d\d)$/),
  })
  expect(seen.headers).not.toHaveProperty('x-forwarded-for')
  expect(door.snapshot().routes[2]).toMatchObject({ requests: 1, failures: 0 })
})

test('nobody there is a 503 with its problem', async () => {
  const { url } = await realDoor(echo)
  const answer = await fetch(`${url}/down/1`)
  expect(answer.status).toBe(503)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.headers.get('retry-after')).toBe('1')
  expect(await answer.json()).toMatchObject({ code: 'WT_UNREACHABLE', status: 503 })
})

describe('bytes that no client would send', () => {
  test.each([
    ['/api/../admin', '400'],
    ['/api/%2e%2e/admin', '400'],
    ['/api//x', '400'],
    ['/api/a%2Fb', '400'],
    ['http://orders/api/x', '400'],
    ['/api/plain', '201'],
  ])('GET %s is a %s', async (path, status) => {
    const { url } = await realDoor(echo)
    const answer = await raw(url, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    expect(answer).toMatch(`HTTP/1.1 ${status} `)
  })

  test('a body with two lengths goes nowhere', async () => {
    let calls = 0
    const { url } = await realDoor(() => async () => reply(200, ++calls))
    const smuggled =
      'POST /api/x HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /api/admin HTTP/1.1\r\nhost: x\r\n\r\n'
    expect(await raw(url, smuggled)).toMatch('HTTP/1.1 400 ')
    expect(calls).toBe(0)
  })
})

test('server-sent events arrive one by one', async () => {
  let next = () => {}
  const { url } = await realDoor(() => async () => ({
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: (async function* () {
      for (let i = 0; i < 3; i++) {
        yield `data: ${i}\n\n`
        await new Promise<void>((resolve) => (next = resolve))
      }
    })(),
  }))
  const answer = await fetch(`${url}/feed/live`)
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  const seen: string[] = []
  for await (const chunk of answer.body as ReadableStream<Uint8Array>) {
    // the next event is made only after this one was read: a held-back event would never come
    seen.push(text(chunk))
    next()
  }
  expect(seen).toEqual(['data: 0\n\n', 'data: 1\n\n', 'data: 2\n\n'])
})

test('a client who hangs up ends the call to the service', async () => {
  let begun = () => {}
  const begins = new Promise<void>((resolve) => (begun = resolve))
  let ended = () => {}
  const ends = new Promise<void>((resolve) => (ended = resolve))
  const { url, door } = await realDoor((ports) => async ({ signal }) => {
    begun()
    await ports.clock.sleep(60_000, signal).catch(ended)
    return reply(200, 1)
  })
  const call = httpRequest(`${url}/api/slow`).on('error', () => {})
  call.end()
  await begins
  call.destroy()
  await ends
  expect(door.snapshot().destinations[0]?.window.failures).toBe(0)
})
