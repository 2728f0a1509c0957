import { describe, expect, test } from 'vitest'
import { answer, type Behaviour } from '../fronts/test-kit/upstream.ts'
import { raw } from './test-kit/door.ts'
import { ask, closesAfterEach, scene, turn, until } from './test-kit/scene.ts'

closesAfterEach()

const echo: Behaviour = (socket, { head }) => void socket.write(answer(head))

describe('what is passed on', () => {
  test('headers of one connection stay, the proxy’s own are set, deadline and trace go on', async () => {
    const { door } = await scene(echo, {
      http: 'http: [{ timeout: 5s, route: [{ destination: { host: films.example } }] }]',
    })
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const sent = raw(
      door.address,
      `GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close, x-secret\r\nx-secret: 1\r\nte: trailers\r\nx-forwarded-for: 10.9.9.9\r\nx-envoy-retry-on: 5xx\r\ntraceparent: ${trace}\r\ntracestate: a=1\r\nx-envoy-expected-rq-timeout-ms: 900\r\naccept: text/html\r\n\r\n`,
    )
    const seen = await sent.ended()
    for (const wanted of [
      'host: localhost',
      'accept: text/html',
      'tracestate: a=1',
      'x-forwarded-proto: http',
      'x-forwarded-for: 127.0.0.1',
      'x-envoy-attempt-count: 1',
    ])
      expect(seen).toContain(wanted)
    expect(seen).not.toMatch(/x-secret|te: trailers|10\.9\.9\.9|retry-on/)
    expect(seen).toMatch(
      /traceparent: 00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01/,
    )
    const left = Number(/expected-rq-timeout-ms: (\d+)/.exec(seen)?.[1])
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(900)
  })

  test('headers of the answer: several of a name stay several, those of its connection stay behind', async () => {
    const { door } = await scene((socket) =>
      socket.write(
        answer(
          'ok',
          '201 Created',
          'set-cookie: a=1\r\nset-cookie: b=2\r\nconnection: x-hop\r\nx-hop: 1\r\nkeep-alive: timeout=9\r\n',
        ),
      ),
    )
    const { status, headers } = await ask(door)
    expect(status).toBe(201)
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(headers.get('x-hop')).toBe(null)
    expect(headers.get('keep-alive')).not.toBe('timeout=9')
    expect(headers.get('content-length')).toBe('2')
  })

  test('an answer to HEAD has its length and no body', async () => {
    const { door } = await scene((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1234\r\n\r\n'),
    )
    const { headers, body } = await ask(door, '/', { method: 'HEAD' })
    expect([headers.get('content-length'), body]).toEqual(['1234', ''])
  })

  test('a small body goes whole, a large one as it comes, and of unknown length in chunks', async () => {
    const got: string[] = []
    const { door, behind } = await scene((socket, { request }) => {
      socket.on('data', (chunk) => {
        got[request] = (got[request] ?? '') + chunk
      })
    })
    const post = (more: string) =>
      raw(door.address, `POST / HTTP/1.1\r\nhost: localhost\r\n${more}`)
    const small = post('content-length: 5\r\n\r\nsm')
    const large = post(`content-length: 100000\r\n\r\nbegin`)
    await until(() => behind.heads.length === 1)
    expect(behind.heads[0]).toContain('content-length: 100000')
    large.socket.write('more')
    await until(() => got[0]?.includes('more') === true)
    small.socket.write('all')
    await until(() => behind.heads.length === 2)
    expect(behind.heads[1]).toContain('content-length: 5')
    const chunked = post('transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n')
    await until(() => behind.heads.length === 3)
    expect(behind.heads[2]).toContain('transfer-encoding: chunked')
    chunked.socket.write('4\r\nmore\r\n')
    await until(() => got[2]?.includes('more') === true)
    for (const { socket } of [small, large, chunked]) socket.destroy()
    await until(() => door.snapshot().active === 0)
  })

  test('an answer without end comes piece by piece, and ends at the endpoint when the caller leaves', async () => {
    let say = (_: string) => {}
    const { door, behind } = await scene((socket) => {
      socket.write(
        'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n',
      )
      say = (line) => void socket.write(`${line.length.toString(16)}\r\n${line}\r\n`)
    })
    const reader = raw(door.address, 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await reader.says('text/event-stream')
    for (const line of ['data: 1\n\n', 'data: 2\n\n']) {
      say(line)
      expect(await reader.says(line)).toContain(line)
    }
    reader.socket.destroy()
    await until(() => behind.open.size === 0 && door.snapshot().active === 0)
    expect(door.snapshot().mesh.clusters[0]).toMatchObject({ requests: 0, connections: 0 })
  })

  test('an endpoint is read no faster than the caller reads', async () => {
    let sent = 0
    const size = 65_536
    const { door } = await scene((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      const chunk = `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`
      const more = () => {
        for (let i = 0; i < 16 && sent < 500; i++) {
          sent++
          if (!socket.write(chunk)) {
            socket.once('drain', more)
            return
          }
        }
        if (sent < 500) setImmediate(more)
        else socket.write('0\r\n\r\n')
      }
      more()
    })
    const reader = raw(door.address)
    reader.socket.pause()
    reader.socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n')
    let before = -1
    // until nothing moves any more: what is in flight fills the buffers of four sockets and no memory of ours
    for (let still = 0; still < 200; still = sent === before && sent > 0 ? still + 1 : 0) {
      before = sent
      await turn()
    }
    expect(sent).toBeLessThan(500)
    expect(door.snapshot().active).toBe(1)
    reader.socket.resume()
    await reader.ended()
    expect(sent).toBe(500)
    expect(reader.text.length).toBeGreaterThan(500 * size)
  })
})
