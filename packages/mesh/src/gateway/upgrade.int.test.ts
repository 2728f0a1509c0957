import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { answer, type Behaviour } from '../fronts/test-kit/upstream.ts'
import { openDoor, raw, rulesFor } from './test-kit/door.ts'
import { closesAfterEach, open, scene, turn, until } from './test-kit/scene.ts'

closesAfterEach()

const asking = (more = '') =>
  `GET /chat?room=1 HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-key: x3JJHMbDL1EzLkh9GBhXDw==\r\nsec-websocket-version: 13\r\n${more}\r\n`
const switching =
  'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: HSmrc0sMlYUkAGmm5OPpG2HaGWk=\r\n\r\n'

test('a connection that is upgraded carries whatever both sides send, from the first byte on', async () => {
  const { door, behind } = await scene((socket) => {
    socket.write(`${switching}welcome`)
    socket.on('data', (chunk) => void socket.write(`[${chunk}]`))
  })
  const client = raw(door.address, asking())
  const seen = await client.says('welcome')
  expect(seen).toMatch(/^HTTP\/1.1 101 /)
  expect(seen.toLowerCase()).toContain('sec-websocket-accept: hsmrc0smlyukagmm5oppg2hagwk=')
  expect(behind.heads[0]).toMatch(/^GET \/chat\?room=1 /)
  expect(behind.heads[0]?.toLowerCase()).toContain('upgrade: websocket')
  expect(behind.heads[0]).toContain('sec-websocket-key: x3JJHMbDL1EzLkh9GBhXDw==')
  client.socket.write('one')
  await client.says('[one]')
  client.socket.write('two')
  await client.says('[two]')
  expect(door.snapshot()).toMatchObject({ tunnels: 1, active: 1 })
  client.socket.destroy()
  await until(() => behind.open.size === 0 && door.snapshot().tunnels === 0)
  expect(door.snapshot().active).toBe(0)
})

test('each direction ends by itself', async () => {
  let fromEndpoint = (_: string) => {}
  let heard = ''
  const { door, behind } = await scene((socket) => {
    socket.allowHalfOpen = true
    socket.write(switching)
    socket.on('data', (chunk) => {
      heard += chunk
    })
    socket.on('end', () => {
      heard += '<end>'
    })
    fromEndpoint = (text) => void socket.end(text)
  })
  const client = raw(door.address, asking())
  await client.says('101')
  client.socket.end('last words')
  await until(() => heard === 'last words<end>')
  fromEndpoint('answer all the same')
  expect(await client.ended()).toContain('answer all the same')
  await until(() => behind.open.size === 0 && door.snapshot().tunnels === 0)
})

test('when the endpoint ends its half the caller may go on', async () => {
  let heard = ''
  const { door } = await scene((socket) => {
    socket.allowHalfOpen = true
    socket.end(`${switching}that is all`)
    socket.on('data', (chunk) => {
      heard += chunk
    })
  })
  const client = raw(door.address, asking())
  await client.ended()
  client.socket.end('but I had more')
  await until(() => heard === 'but I had more')
})

test('one side is read no faster than the other takes it', async () => {
  let written = 0
  const { door } = await scene((socket) => {
    socket.write(switching)
    const more = () => {
      while (written < 500 && socket.write('x'.repeat(65_536))) written++
      written++
      if (written < 500) socket.once('drain', more)
      else socket.end()
    }
    more()
  })
  const client = raw(door.address)
  client.socket.pause()
  client.socket.write(asking())
  let before = -1
  for (let still = 0; still < 200; still = written === before && written > 0 ? still + 1 : 0) {
    before = written
    await turn()
  }
  expect(written).toBeLessThan(500)
  client.socket.resume()
  await client.ended()
  expect(client.text.length).toBeGreaterThan(490 * 65_536)
})

test('a break of one side is a break of the other', async () => {
  const { door, behind } = await scene((socket) => void socket.write(switching))
  const client = raw(door.address, asking())
  await client.says('101')
  for (const socket of behind.open) socket.resetAndDestroy()
  await client.ended()
  await until(() => door.snapshot().tunnels === 0)
})

test.each<[what: string, behave: Behaviour, status: string]>([
  ['answers garbage', (socket) => socket.end('no HTTP\r\n\r\n'), '502'],
  ['closes', (socket) => socket.destroy(), '503'],
  ['says nothing', () => {}, '504'],
])('an endpoint that %s: the caller is told in HTTP', async (_, behave, status) => {
  const { door } = await scene(behave, {
    http: 'http: [{ timeout: 200ms, retries: { attempts: 0 }, route: [{ destination: { host: films.example } }] }]',
  })
  const seen = await raw(door.address, asking()).ended()
  expect(seen).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(seen).toContain('"flag"')
  await until(() => door.snapshot().active === 0)
})

test('an endpoint that does not want to switch answers as it likes', async () => {
  const { door } = await scene((socket) => socket.write(answer('not here', '404 Not Found')))
  expect(await raw(door.address, asking()).ended()).toMatch(/^HTTP\/1.1 404 [\s\S]*not here$/)
  await until(() => door.snapshot().active === 0)
})

test('a page of another site may not connect', async () => {
  const { door, behind } = await scene(() => {})
  const seen = await raw(door.address, asking('origin: http://evil.example\r\n')).ended()
  expect(seen).toMatch(/^HTTP\/1.1 403 [\s\S]*WT_ORIGIN_REFUSED/)
  const own = raw(door.address, asking('origin: http://localhost\r\n'))
  await until(() => behind.heads.length === 1)
  own.socket.destroy()
})

test('where no rule leads there is nothing to connect to', async () => {
  const { door } = await scene(() => {}, {
    http: 'http: [{ match: [{ uri: { prefix: /api/ } }], route: [{ destination: { host: films.example } }] }]',
  })
  expect(await raw(door.address, asking()).ended()).toMatch(/^HTTP\/1.1 404 /)
})

test('another protocol than WebSocket is not spoken: the request is answered as it is', async () => {
  const { door } = await scene((socket, { head }) => void socket.write(answer(head)))
  const seen = await raw(
    door.address,
    'GET / HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n\r\n',
  ).says('GET /')
  expect(seen).toMatch(/^HTTP\/1.1 200 /)
  expect(seen).not.toMatch(/upgrade: h2c|http2-settings/i)
})

test('closing ends what is open', async () => {
  const { door } = await scene((socket) => {
    socket.write(switching)
    socket.on('end', () => socket.end())
  })
  const client = raw(door.address, asking())
  await client.says('101')
  const closed = door.close()
  await client.ended()
  client.socket.end()
  await closed
})

test("Node's own WebSocket speaks through it", async () => {
  const server = createServer()
  server.on('upgrade', ({ headers }, socket) => {
    const accept = createHash('sha1')
      .update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    )
    // a text frame: fin, text, five bytes, unmasked (RFC 6455 §5.2)
    socket.write(Buffer.concat([Buffer.from([0x81, 5]), Buffer.from('hello')]))
    socket.on('data', () => socket.end(Buffer.from([0x88, 0])))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => server.close())
  const { port } = server.address() as AddressInfo
  const door = await openDoor({
    snapshot: rulesFor([{ address: '127.0.0.1', port, labels: {}, weight: 1 }]),
  })
  open.push(() => door.close())
  const socket = new WebSocket(door.address.replace('http', 'ws'))
  const message = await new Promise<MessageEvent>((resolve, reject) => {
    socket.onmessage = resolve
    socket.onerror = reject
  })
  expect(message.data).toBe('hello')
  const closed = new Promise((resolve) => {
    socket.onclose = resolve
  })
  socket.close()
  await closed
})
