import { describe, expect, test } from 'vitest'
import { answer, type Behaviour, nobody } from '../fronts/test-kit/upstream.ts'
import { openDoor, raw, rulesFor } from './test-kit/door.ts'
import { ask, closesAfterEach, open, scene } from './test-kit/scene.ts'

closesAfterEach()

const titles: Readonly<Record<number, string>> = {
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

describe('an endpoint that does not answer as it should', () => {
  const retryless =
    'http: [{ timeout: 300ms, retries: { attempts: 0 }, route: [{ destination: { host: films.example } }] }]'
  test.each<[what: string, behave: Behaviour, status: number, flag: string]>([
    ['answers garbage', (socket) => socket.end('no HTTP at all\r\n\r\n'), 502, 'UPE'],
    [
      'answers two lengths',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'),
      502,
      'UPE',
    ],
    [
      'has a head without end',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`),
      502,
      'UPE',
    ],
    ['answers half a head', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le'), 503, 'UC'],
    ['closes', (socket) => socket.destroy(), 503, 'UC'],
    ['resets', (socket) => socket.resetAndDestroy(), 503, 'UC'],
    ['says nothing', () => {}, 504, 'UT'],
    [
      'has a header that cannot be written',
      (socket) => socket.write(answer('x', '200 OK', 'x-odd: a\u0001b\r\n')),
      502,
      'UPE',
    ],
  ])('%s: %i %s', async (_, behave, status, flag) => {
    const { door } = await scene(behave, { http: retryless })
    const told = await ask(door)
    expect([told.status, told.body.flag]).toEqual([status, flag])
    expect(told.body.title).toBe(titles[status])
    expect(told.headers.get('content-type')).toBe('application/problem+json')
  })

  test('that is not there is 503 UF', async () => {
    const door = await openDoor({ snapshot: rulesFor([await nobody()], retryless) })
    open.push(() => door.close())
    expect(await ask(door)).toMatchObject({ status: 503, body: { flag: 'UF' } })
  })

  test('that none of them is left of is 503 UH, and what happened is told', async () => {
    const { door } = await scene((socket) => socket.write(answer('', '500 No')), {
      http: retryless,
      rules: {
        traffic: '{ outlierDetection: { consecutive5xxErrors: 2, maxEjectionPercent: 100 } }',
      },
    })
    await ask(door)
    await ask(door)
    expect(await ask(door)).toMatchObject({ status: 503, body: { flag: 'UH' } })
    expect(door.snapshot().mesh.clusters[0]?.endpoints[0]).toMatchObject({ isEjected: true })
  })

  test('that breaks off in its body is cut, so that nobody takes it for whole', async () => {
    const { door } = await scene((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf')
      setImmediate(() => socket.destroy())
    })
    await expect(ask(door)).rejects.toThrow()
    const seen = await raw(door.address, 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n').ended()
    expect(seen).toMatch(/content-length: 100\r\n[\s\S]*half$/)
  })

  test('is tried again where the rules say so, a small body with it', async () => {
    const { door, behind } = await scene(
      (socket, { request, head }) =>
        void (request === 0 ? socket.destroy() : socket.write(answer(head))),
      {
        http: 'http: [{ retries: { attempts: 1, retryOn: reset }, route: [{ destination: { host: films.example } }] }]',
      },
    )
    const { status, body } = await ask(door, '/', { method: 'PUT', body: 'once more' })
    expect([status, behind.heads.length]).toEqual([200, 2])
    expect(body).toContain('x-envoy-attempt-count: 2')
  })
})
