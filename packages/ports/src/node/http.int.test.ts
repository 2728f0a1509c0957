import { getEventListeners, once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type Handler,
  json,
  type Level,
  reply,
  type Server,
  serverProblems,
  type Transport,
} from '../index.ts'
import { systemClock } from './clock.ts'
import { type Directory, type HttpOptions, HttpTransport } from './transport.ts'

const limit = 1000
let transport: HttpTransport
let logged: [Level, string][]
let sockets: Socket[]

beforeEach(() => {
  logged = []
  sockets = []
  transport = new HttpTransport({
    clock: systemClock,
    log: (level, message) => logged.push([level, message]),
    directory: new Map(),
    maxRequestBytes: limit,
    receiveMs: 200,
  })
})

afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await transport.stop()
})

/** A client that writes what it likes; `received` is all that came back once the server has hung up. */
async function raw(server: Server, ...pieces: string[]) {
  const { hostname, port } = new URL(server.address)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  await once(socket, 'connect')
  let received = ''
  socket.on('data', (chunk) => {
    received += chunk
  })
  socket.on('error', () => {})
  const hungUp = new Promise<string>((resolve) => socket.once('close', () => resolve(received)))
  for (const piece of pieces) socket.write(piece)
  return { socket, hungUp }
}

/** The problem that one answer is. */
function problemIn(answer: string) {
  expect(answer).toContain('content-type: application/problem+json')
  const problem = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${problem.status} `))
  return problem
}

const served = (handler?: Handler) => {
  const paths: string[] = []
  const server = transport.serve('echo', async (request) => {
    paths.push(request.path)
    return handler === undefined ? reply(200, request.body.length) : handler(request)
  })
  return server.then((one) => ({ server: one, paths }))
}

/** Another process, as far as the one under test can tell. */
const outside = (directory: Directory = new Map(), more: Partial<HttpOptions> = {}) =>
  new HttpTransport({ clock: systemClock, log: () => {}, directory, ...more })

const works = async (through: Transport = transport) => {
  const deadline = systemClock.now() + 2000
  const call = { to: 'echo', method: 'POST', path: '/works', body: 'four', deadline }
  return json((await through.call(call)).body)
}

const post = (path: string, length: number, more = '') =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n${more}\r\n`

test('a body that drips past its deadline is a 408, and its connection ends', async () => {
  const { server, paths } = await served()
  const { socket, hungUp } = await raw(
    server,
    post('/drip', 500, 'x-envoy-expected-rq-timeout-ms: 60\r\n'),
  )
  const drip = setInterval(() => socket.write('x'), 10)
  const answer = await hungUp
  clearInterval(drip)
  expect(answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/)
  expect(problemIn(answer)).toMatchObject({ status: 408, code: 'WT_BODY_LATE' })
  expect(answer).toMatch(/connection: close/i)
  expect(paths).toEqual([])
  expect(await works()).toBe(4)
})

test('a body without deadline that never comes is given up after the time for receiving', async () => {
  const { server, paths } = await served()
  const before = systemClock.now()
  const { hungUp } = await raw(server, post('/never', 500))
  expect(await hungUp).toMatch(/^HTTP\/1.1 408 /)
  expect(systemClock.now() - before).toBeGreaterThanOrEqual(200)
  expect(paths).toEqual([])
})

test('a caller that leaves half-way through its body leaves nothing behind', async () => {
  const { server, paths } = await served()
  const { socket } = await raw(server, post('/half', 500), 'x'.repeat(100))
  expect(await works()).toBe(4)
  socket.destroy()
  // resolves only when no connection is left
  await server.close()
  expect(paths).toEqual(['/works'])
  expect(logged).toEqual([])
})

test('a caller that leaves before the answer ends the work, silently', async () => {
  const reached = Promise.withResolvers<void>()
  const gone = Promise.withResolvers<void>()
  const { server } = await served(async ({ signal }) => {
    reached.resolve()
    await systemClock.sleep(60_000, signal).finally(gone.resolve)
    return reply(200, 1)
  })
  const { socket } = await raw(server, 'GET /slow HTTP/1.1\r\nhost: x\r\n\r\n')
  await reached.promise
  socket.destroy()
  await gone.promise
  await server.close()
  expect(logged).toEqual([])
})

test('a body too large is refused at once, the rest is thrown away, and the connection ends', async () => {
  const { server, paths } = await served()
  const { socket, hungUp } = await raw(server, post('/large', 3 * limit), 'x'.repeat(limit + 1))
  const [first] = await once(socket, 'data')
  expect(String(first)).toMatch(/^HTTP\/1.1 413 /)
  socket.write('x'.repeat(2 * limit - 1))
  await hungUp
  const endless = await raw(server, post('/endless', 1e9), 'x'.repeat(limit + 1))
  const more = setInterval(() => endless.socket.write('x'.repeat(100)), 5)
  expect(await endless.hungUp).toMatch(/^HTTP\/1.1 413 /)
  clearInterval(more)
  expect(paths).toEqual([])
  await server.close()
})

test('what is not HTTP is a 400, and the server goes on', async () => {
  const { server } = await served()
  const { hungUp } = await raw(server, 'EHLO mail\r\n\r\n')
  expect(problemIn(await hungUp)).toMatchObject({ status: 400, code: 'WT_REQUEST_MALFORMED' })
  expect(await works()).toBe(4)
})

test.each([
  ['no host', 'GET / HTTP/1.1\r\n\r\n', 'WT_REQUEST_MALFORMED'],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx',
    'WT_REQUEST_MALFORMED',
  ],
  [
    'a chunk of no size',
    'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    'WT_REQUEST_MALFORMED',
  ],
  [
    'headers without end',
    `GET / HTTP/1.1\r\nhost: x\r\nx-a: ${'x'.repeat(17_000)}\r\n\r\n`,
    'WT_HEADERS_TOO_LARGE',
  ],
])(
  'a request with %s is a problem that is registered, and reaches no handler',
  async (_, bytes, code) => {
    const { server, paths } = await served()
    const { hungUp } = await raw(server, bytes)
    const { status, title, remedy } = serverProblems[code as keyof typeof serverProblems]
    const problem = problemIn(await hungUp)
    expect(problem).toMatchObject({ type: `/problems/${code}`, status, title, code })
    expect(problem.detail).toMatch(/^.+\. [A-Z]/)
    expect(problem.detail.endsWith(remedy)).toBe(true)
    expect(paths).toEqual([])
  },
)

test('an expectation that nobody knows does not keep a request from its answer', async () => {
  const { server, paths } = await served()
  const { hungUp } = await raw(
    server,
    post('/expects', 2, 'expect: tea\r\nconnection: close\r\n'),
    '{}',
  )
  expect(await hungUp).toMatch(/^HTTP\/1.1 200 /)
  expect(paths).toEqual(['/expects'])
})

test('what is no HTTP behind a request in hand is not answered in its place', async () => {
  const reached = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const { server } = await served(async () => {
    reached.resolve()
    await goOn.promise
    return reply(200, 1)
  })
  const { socket, hungUp } = await raw(server, post('/first', 2), '{}')
  await reached.promise
  socket.write('EHLO mail\r\n\r\n')
  // the caller learns that it does not know what became of it
  expect(await hungUp).toBe('')
  goOn.resolve()
  await server.close()
})

test('a stream whose reader leaves is left at its source, which may fail then', async () => {
  const left = Promise.withResolvers<void>()
  const { server } = await served(async ({ signal }) => ({
    status: 200,
    headers: {},
    body: (async function* () {
      try {
        for (;;) {
          yield 'tick\n'
          await systemClock.sleep(5, signal)
        }
      } finally {
        left.resolve()
        // biome-ignore lint/correctness/noUnsafeFinally: a source that fails while it is left is the case
        throw new Error('failed while leaving')
      }
    })(),
  }))
  const { socket } = await raw(server, 'GET /feed HTTP/1.1\r\nhost: x\r\n\r\n')
  await once(socket, 'data')
  socket.destroy()
  await left.promise
  await server.close()
  expect(logged).toEqual([])
})

test('what a handler throws is logged, unless the handler has told it already', async () => {
  const { server } = await served(async ({ path }) => {
    throw Object.assign(new Error('broken'), { isLogged: path === '/told' })
  })
  const deadline = systemClock.now() + 2000
  for (const path of ['/told', '/new']) {
    const { status } = await transport.call({ to: server.address, method: 'GET', path, deadline })
    expect(status).toBe(500)
  }
  expect(logged).toEqual([['error', 'handler failed: GET /new']])
})

test('an answer over the limit is WT_TOO_LARGE', async () => {
  const small = outside(new Map(), { maxReplyBytes: 100 })
  await small.serve('echo', async ({ path }) =>
    reply(200, 'x'.repeat(path === '/works' ? 50 : 200)),
  )
  const deadline = systemClock.now() + 2000
  const call = small.call({ to: 'echo', method: 'GET', path: '/large', deadline })
  await expect(call).rejects.toMatchObject({ code: 'WT_TOO_LARGE' })
  expect(await works(small)).toBe('x'.repeat(50))
  await small.stop()
})

test('an answer that breaks off is WT_LOST, one that is no HTTP as well', async () => {
  const answers = ['HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', 'SMTP ready\r\n\r\n']
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(answers.shift() ?? ''))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  for (let n = 0; n < 2; n++) {
    const to = `http://127.0.0.1:${port}`
    const call = { to, method: 'GET', path: '/', deadline: systemClock.now() + 2000 }
    await expect(transport.call(call)).rejects.toMatchObject({ code: 'WT_LOST', to })
  }
  server.close()
})

test('names that are nowhere, and addresses that are none, are WT_UNREACHABLE', async () => {
  for (const to of [
    'nobody',
    'shop:orders',
    'ftp://127.0.0.1',
    'http://',
    'http://127.0.0.1:1',
    '',
  ]) {
    const call = { to, method: 'GET', path: '/', deadline: systemClock.now() + 2000 }
    await expect(transport.call(call), to).rejects.toMatchObject({ code: 'WT_UNREACHABLE' })
  }
})

test('a closing server ends each connection with its answer', async () => {
  const { server } = await served()
  const { socket, hungUp } = await raw(server, 'GET /a HTTP/1.1\r\nhost: x\r\n\r\n')
  await once(socket, 'data')
  const closed = server.close(300)
  socket.write('GET /b HTTP/1.1\r\nhost: x\r\n\r\n')
  const answers = (await hungUp).toLowerCase()
  expect(answers.match(/http\/1.1 200 /g)).toHaveLength(2)
  expect(answers.match(/connection: close/g)).toHaveLength(1)
  const other = await raw(server, 'GET /c HTTP/1.1\r\nhost: x\r\n\r\n')
  expect(await other.hungUp).toMatch(/connection: close/i)
  await closed
})

test('a request that comes once a server refuses is a 503 that says when to ask again', async () => {
  const { server, paths } = await served()
  const { socket, hungUp } = await raw(server)
  // the connection is accepted, and nothing was asked on it yet
  expect(await works()).toBe(4)
  const closed = server.close()
  await systemClock.sleep(20, new AbortController().signal)
  socket.write(post('/late', 4))
  socket.write('body')
  const answer = await hungUp
  expect(answer).toMatch(/^HTTP\/1.1 503 /)
  expect(answer).toMatch(/retry-after: 1\r\n/i)
  expect(answer).toMatch(/connection: close/i)
  await closed
  expect(paths).toEqual(['/works'])
})

test.each([
  ['127.0.0.1', false],
  ['127.9.9.9', false],
  ['::1', false],
  ['localhost', false],
  ['0.0.0.0', true],
  ['::', true],
  ['10.0.0.7', true],
])('what listens on %s is public: %s', async (host, isPublic) => {
  expect(outside(new Map(), { host }).isPublic).toBe(isPublic)
})

test('an address of IPv6 can be called', async () => {
  const six = outside(new Map(), { host: '::1' })
  const { address } = await six.serve('echo', async () => reply(200, 'six'))
  expect(address).toMatch(/^http:\/\/\[::1\]:\d+$/)
  expect(await works(six)).toBe('six')
  await six.stop()
})

test('a port in use is WT_PORT_IN_USE', async () => {
  const { server } = await served()
  const port = Number(new URL(server.address).port)
  const second = outside(new Map(), { port })
  const taken = second.serve('other', async () => reply(200, 1))
  await expect(taken).rejects.toMatchObject({ code: 'WT_PORT_IN_USE', facts: { port } })
  await second.stop()
})

test('stop lets requests in hand finish, their own calls included', async () => {
  const release = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const other = outside()
  const { address: to } = await other.serve('inner', async () => reply(200, 'inner'))
  const { server } = await served(async ({ deadline }) => {
    reached.resolve()
    await release.promise
    return transport.call({ to, method: 'GET', path: '/', deadline })
  })
  const caller = outside(new Map([['echo', server.address]]))
  const answer = works(caller)
  await reached.promise
  const stopped = transport.stop()
  release.resolve()
  expect(await answer).toBe('inner')
  await stopped
  await expect(works()).rejects.toMatchObject({ code: 'WT_UNREACHABLE' })
  await Promise.all([other.stop(), caller.stop()])
})

test('nothing is left on the signal that many calls shared', async () => {
  await served()
  const { signal } = new AbortController()
  const deadline = systemClock.now() + 60_000
  const call = { to: 'echo', method: 'POST', path: '/', body: 'x', deadline, signal }
  await Promise.all(Array.from({ length: 200 }, () => transport.call(call)))
  await transport.call({ ...call, to: 'nobody' }).catch(() => {})
  await transport.call({ ...call, method: '' }).catch(() => {})
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
