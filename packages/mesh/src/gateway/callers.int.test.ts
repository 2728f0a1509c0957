import { reply } from '@watertight/ports'
import { describe, expect, test } from 'vitest'
import { answer, type Behaviour } from '../fronts/test-kit/upstream.ts'
import { raw, rulesFor } from './test-kit/door.ts'
import { ask, closesAfterEach, scene, until } from './test-kit/scene.ts'

closesAfterEach()

const echo: Behaviour = (socket, { head }) => void socket.write(answer(head))

describe('what a caller may send', () => {
  test.each([
    [
      'a path that can be read in two ways',
      'GET /a/..%2fb HTTP/1.1\r\nhost: localhost',
      '400',
      'WT_AMBIGUOUS_PATH',
    ],
    ['a method that echoes', 'TRACE / HTTP/1.1\r\nhost: localhost', '405', 'WT_METHOD_REFUSED'],
    ['no host', 'GET / HTTP/1.1\r\nx: 1', '400', 'WT_REQUEST_MALFORMED'],
    ['nonsense', 'EHLO there', '400', 'WT_REQUEST_MALFORMED'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2',
      '400',
      'WT_REQUEST_MALFORMED',
    ],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\ntransfer-encoding: chunked',
      '400',
      'WT_REQUEST_MALFORMED',
    ],
    [
      '1 MB of headers',
      `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(1_000_000)}`,
      '431',
      'WT_HEADERS_TOO_LARGE',
    ],
    [
      'many headers',
      `GET / HTTP/1.1\r\nhost: localhost${'\r\nx-a: 1'.repeat(10_000)}`,
      '431',
      'WT_HEADERS_TOO_LARGE',
    ],
    [
      'too large a body',
      'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2000000',
      '413',
      'WT_BODY_TOO_LARGE',
    ],
    [
      'a name that only resolves to this machine',
      'GET / HTTP/1.1\r\nhost: evil.example',
      '403',
      'WT_ORIGIN_REFUSED',
    ],
    [
      'a post of another site',
      'POST / HTTP/1.1\r\nhost: localhost\r\norigin: http://evil.example\r\ncontent-length: 0',
      '403',
      'WT_ORIGIN_REFUSED',
    ],
  ])('%s is refused, and reaches nobody', async (_, head, status, code) => {
    const { door, behind } = await scene(echo)
    const seen = await raw(door.address, `${head}\r\n\r\n`).says(code)
    expect(seen).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(seen).toContain(code)
    expect(behind.heads).toEqual([])
  })

  test('one connection serves many requests, whatever becomes of them; a body that is not read ends it', async () => {
    const { door } = await scene(echo, {
      http: 'http: [{ match: [{ uri: { prefix: /api/ } }], route: [{ destination: { host: films.example } }] }]',
      options: {
        files: { answer: (_, path) => (path === '/file' ? reply(200, 'of a folder') : undefined) },
      },
    })
    const kept = raw(door.address)
    const line = (path: string, more = '') =>
      `GET ${path} HTTP/1.1\r\nhost: localhost\r\n${more}\r\n`
    for (const [path, wanted] of [
      ['/file', 'of a folder'],
      ['/nowhere', 'WT_NO_ROUTE'],
      ['/api/one', 'GET /api/one'],
      ['/a//b', 'WT_AMBIGUOUS_PATH'],
      ['/api/two', 'GET /api/two'],
    ] as const) {
      kept.socket.write(line(path))
      expect(await kept.says(wanted)).toContain(wanted)
    }
    expect(kept.text).not.toMatch(/connection: close/i)
    kept.socket.write('POST /nowhere HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\n12')
    await kept.says('onnection: close')
    kept.socket.write('345')
    expect(await kept.ended()).toMatch(/connection: close/i)
  })

  test('a body in chunks that grows too large is stopped where it does, and the caller is told', async () => {
    const { door } = await scene(() => {}, { options: { limits: { maxBodyBytes: 100_000 } } })
    const client = raw(
      door.address,
      'POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n',
    )
    const chunk = `${(50_000).toString(16)}\r\n${'x'.repeat(50_000)}\r\n`
    client.socket.write(chunk.repeat(3))
    expect(await client.says('WT_BODY_TOO_LARGE')).toMatch(/^HTTP\/1.1 413 /)
    expect(door.snapshot().refused.WT_BODY_TOO_LARGE).toBe(1)
    client.socket.destroy()
  })

  test('one who sends his head letter by letter is let go', async () => {
    const { door } = await scene(echo, { options: { limits: { headersMs: 60 } } })
    const slow = raw(door.address, 'GET / HTTP/1.1\r\nhost: loc')
    expect(await slow.ended()).toMatch(/^HTTP\/1.1 408 /)
  })

  test('one who takes nothing of his answer is let go', async () => {
    const { door, behind } = await scene(
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
        const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
        const more = () => {
          while (socket.writable && socket.write(chunk));
          socket.once('drain', more)
        }
        more()
      },
      { options: { limits: { stalledMs: 50 } } },
    )
    const reader = raw(door.address)
    reader.socket.pause()
    reader.socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await until(() => behind.heads.length === 1)
    await until(() => behind.open.size === 0 && door.snapshot().active === 0)
    reader.socket.destroy()
  })
})

describe('rates', () => {
  const http = `http:
  - { name: dear, match: [{ uri: { prefix: /dear } }], directResponse: { status: 204 } }
  - { name: cheap, match: [{ uri: { prefix: /cheap } }], directResponse: { status: 204 } }`
  const dear = 'routes: { dear: { eachClient: { perSecond: 0.01, burst: 1 } } }'
  const rates = (burst: number) => `{ eachClient: { perSecond: 0.001, burst: ${burst} }, ${dear} }`

  test('of each client and of a route are refused with 429 and the wait, what no route takes too', async () => {
    const { door } = await scene(echo, {
      http,
      rules: { rates: rates(4) },
      options: { own: async () => reply(200, 'own') },
    })
    const status = async (path: string) => (await ask(door, path)).status
    expect([
      await status('/dear'),
      await status('/dear'),
      await status('/cheap'),
      await status('/own'),
    ]).toEqual([204, 429, 204, 200])
    const told = await ask(door, '/own')
    expect(told).toMatchObject({ status: 429, body: { code: 'WT_RATE_LIMITED', flag: 'RL' } })
    expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(900)
    expect(door.snapshot().rates).toEqual([
      { name: 'default/films, each client', admitted: 4, refused: 1, clients: 1 },
      { name: 'default/films: dear, each client', admitted: 1, refused: 1, clients: 1 },
    ])
    expect(door.snapshot().refused.WT_RATE_LIMITED).toBe(2)
  })

  test('follow the rules: one that stays goes on counting, one that changes begins anew', async () => {
    const { door, behind } = await scene(echo, { http, rules: { rates: rates(2) } })
    const status = async (path: string) => (await ask(door, path)).status
    expect([await status('/dear'), await status('/cheap'), await status('/cheap')]).toEqual([
      204, 204, 429,
    ])
    door.update(rulesFor([behind.endpoint], http, { rates: rates(3) }))
    expect([await status('/cheap'), await status('/dear')]).toEqual([204, 429])
    door.update(rulesFor([behind.endpoint], http))
    expect([await status('/dear'), await status('/dear')]).toEqual([204, 204])
    expect(door.snapshot().rates).toEqual([])
  })
})
