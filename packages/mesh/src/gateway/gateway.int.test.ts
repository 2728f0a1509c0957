import { json, reply, text } from '@watertight/ports'
import { describe, expect, test } from 'vitest'
import { answer, type Behaviour, nobody } from '../fronts/test-kit/upstream.ts'
import { openDoor, raw, rulesFor } from './test-kit/door.ts'
import { ask, closesAfterEach, scene, until } from './test-kit/scene.ts'

closesAfterEach()

const echo: Behaviour = (socket, { head }) => void socket.write(answer(head))

describe('routes', () => {
  test('are those of VirtualServices that name this gateway, by host, path, method and header', async () => {
    const { door, behind } = await scene(echo, {
      rules: { hosts: '[shop.example, "*.films.example"]' },
      http: `http:
  - match: [{ uri: { prefix: /api/ }, method: { exact: POST } }]
    rewrite: { uri: / }
    route: [{ destination: { host: films.example } }]
  - match: [{ headers: { x-tester: { exact: "yes" } } }]
    directResponse: { status: 418, body: { string: tea } }
  - match: [{ uri: { exact: /old } }]
    redirect: { uri: /new, redirectCode: 308 }`,
      options: { behindProxy: true },
    })
    const at = (host: string, path: string, more = '') =>
      raw(
        door.address,
        `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n${more}\r\n`,
      ).ended()
    expect(await at('shop.example', '/old')).toMatch(
      /^HTTP\/1.1 308 [\s\S]*location: http:\/\/shop.example\/new/,
    )
    expect(await at('shop.example:80', '/', 'x-tester: yes\r\n')).toMatch(/ 418 [\s\S]*tea/)
    expect(await at('a.films.example', '/', 'x-tester: yes\r\n')).toMatch(/ 418 /)
    expect(await at('else.example', '/old')).toMatch(/ 404 [\s\S]*WT_NO_ROUTE/)
    expect(await at('films.example', '/', 'x-tester: yes\r\n')).toMatch(/ 404 /)
    const posted = raw(
      door.address,
      'POST /api/films?q=1 HTTP/1.1\r\nhost: shop.example\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}',
    )
    expect(await posted.ended()).toContain('POST /films?q=1 HTTP/1.1')
    expect(behind.heads.length).toBe(1)
  })

  test('change with the rules, and a request keeps those it began with', async () => {
    const held: (() => void)[] = []
    const { door, behind } = await scene(
      (socket) => void held.push(() => socket.write(answer('old'))),
    )
    const asked = ask(door)
    await until(() => held.length === 1)
    door.update(rulesFor([behind.endpoint], 'http: [{ directResponse: { status: 204 } }]'))
    expect((await ask(door)).status).toBe(204)
    held[0]?.()
    expect(await asked).toMatchObject({ status: 200, body: 'old' })
  })

  test('lead to nobody who is only known by name here: a gateway is no way out', async () => {
    const { door } = await scene(echo, { rules: { hosts: '[shop.example]' } })
    const { address } = door
    for (const line of ['GET http://films.example/ HTTP/1.1', 'CONNECT films.example:80 HTTP/1.1'])
      expect(
        await raw(address, `${line}\r\nhost: localhost\r\nconnection: close\r\n\r\n`).ended(),
      ).not.toMatch(/^HTTP\/1.1 2/)
  })
})

describe('what no route takes', () => {
  test('is a file, or goes to a handler of the same process, streams too', async () => {
    const { door } = await scene(echo, {
      http: 'http: [{ match: [{ uri: { prefix: /api/ } }], route: [{ destination: { host: films.example } }] }]',
      options: {
        files: { answer: (_, path) => (path === '/file' ? reply(200, 'of a folder') : undefined) },
        own: async (request) =>
          request.path === '/own'
            ? { status: 200, headers: {}, body: pieces() }
            : reply(200, [request.method, text(request.body)]),
      },
    })
    async function* pieces() {
      yield 'piece by '
      yield 'piece'
    }
    expect((await ask(door, '/file')).body).toBe('of a folder')
    expect((await ask(door, '/own')).body).toBe('piece by piece')
    expect((await ask(door, '/else', { method: 'POST', body: 'hello' })).body).toEqual([
      'POST',
      'hello',
    ])
    expect((await ask(door, '/api/films')).body).toContain('GET /api/films')
  })

  test('is a 404 where there is neither', async () => {
    const { door } = await scene(echo, {
      http: 'http: [{ match: [{ uri: { prefix: /api/ } }], route: [{ destination: { host: films.example } }] }]',
    })
    expect(await ask(door, '/x')).toMatchObject({
      status: 404,
      body: { code: 'WT_NO_ROUTE', flag: 'NR' },
    })
  })
})

describe('who may ask', () => {
  test('beyond this machine nobody is served without a token', async () => {
    const snapshot = rulesFor([await nobody()])
    await expect(openDoor({ snapshot, host: '0.0.0.0' })).rejects.toThrow('WT_GATEWAY_TOKEN')
    await expect(openDoor({ snapshot, host: '0.0.0.0', token: 'short' })).rejects.toThrow(
      'WT_GATEWAY_TOKEN',
    )
  })

  test('the token is asked for by any name of the host, and is not passed on', async () => {
    const token = 'a token of the gateway'
    const { door } = await scene(echo, { options: { host: '0.0.0.0', token } })
    const address = `http://127.0.0.1:${new URL(door.address).port}`
    const at = (authorization: string) =>
      raw(
        address,
        `GET / HTTP/1.1\r\nhost: shop.example\r\nauthorization: ${authorization}\r\nconnection: close\r\n\r\n`,
      ).ended()
    expect(await at('Bearer wrong')).toMatch(/ 401 [\s\S]*www-authenticate: Bearer/)
    const seen = await at(`Bearer ${token}`)
    expect(seen).toMatch(/^HTTP\/1.1 200 /)
    expect(seen).not.toContain(token)
  })
})

describe('closing', () => {
  test('lets what is under way end, breaks live streams, and refuses what comes after', async () => {
    let finish = () => {}
    const { door, behind } = await scene((socket, { head }) => {
      if (head.startsWith('GET /live'))
        socket.write(
          'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n',
        )
      else finish = () => socket.write(answer('done'))
    })
    const live = raw(door.address, 'GET /live HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await live.says('event-stream')
    const asked = ask(door)
    await until(() => behind.heads.length === 2)
    const closed = door.close()
    await live.ended()
    finish()
    expect(await asked).toMatchObject({ status: 200, body: 'done' })
    await closed
    await expect(ask(door)).rejects.toThrow()
  })

  test('cuts what does not end in time', async () => {
    const { door, behind } = await scene(() => {}, { options: { limits: { drainMs: 40 } } })
    const asked = raw(door.address, 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await until(() => behind.heads.length === 1)
    await door.close()
    expect(await asked.ended()).toBe('')
  })
})

test('its snapshot is plain JSON', async () => {
  const { door } = await scene(echo)
  await ask(door)
  const snapshot = door.snapshot()
  expect(json(JSON.stringify(snapshot))).toEqual(json(JSON.stringify(structuredClone(snapshot))))
  expect(snapshot.mesh.requests[0]).toMatchObject({
    labels: { destination_service: 'films.example', response_code: '200' },
    istio_requests_total: 1,
  })
})
