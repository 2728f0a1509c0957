import type { Dice } from './dice.ts'

/** What goes over one connection, in these pieces. */
export interface Connection {
  readonly pieces: readonly Buffer[]
  /** Whether the server may wait for more: the client then says that there is none. */
  readonly isOpen: boolean
}

interface Wire {
  method: string
  target: string
  version: string
  headers: [name: string, value: string][]
  body: string
  /** Where its body ends may be read in more than one way. */
  isOpen: boolean
}

const targets = [
  '*',
  'http://other/cart/1/history',
  '//',
  '/a b',
  '/é',
  '/\u0001',
  '/%',
  `/${'x'.repeat(20_000)}`,
  '',
  'cart',
  '/?',
  '/cart/../livez',
  '/livez#x',
]
const methods = [
  ...['get', 'G ET', 'CONNECT', 'PRI', 'QUERY', 'TRACE', 'OPTIONS', 'PURGE', '', 'X'.repeat(500)],
]
const versions = [
  'HTTP/1.0',
  'HTTP/0.9',
  'HTTP/2.0',
  'HTTP/1.1 ',
  'http/1.1',
  'HTTP',
  '',
  'HTTP/1.2',
  'HTTP/11',
]
const lengths = [
  '-1',
  '0',
  '1',
  '5',
  '99999999',
  '1e3',
  '+3',
  '0x5',
  '3, 3',
  '',
  'x',
  '18446744073709551616',
]
const chunks = [
  ...[
    '2\r\n{}\r\n0\r\n\r\n',
    '2;x=y\r\n{}\r\n0\r\n\r\n',
    '2\r\n{}\r\n0\r\nx-trailer: 1\r\n\r\n',
    'zz\r\n{}\r\n0\r\n\r\n',
  ],
  ...[
    '-2\r\n{}\r\n0\r\n\r\n',
    'ffffffffffffffff1\r\n{}\r\n0\r\n\r\n',
    '1\r\n{}\r\n0\r\n\r\n',
    '3\r\n{}\r\n0\r\n\r\n',
    '2\n{}\n0\n\n',
  ],
  ...[`2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`, '7fffffff\r\n{}', '2\r\n{}\r\n'],
]
const odd: readonly (readonly [string, string])[] = [
  ...([
    ['no colon', ''],
    ['x y', '1'],
    ['', 'x'],
    ['x-nul', 'a\0b'],
    ['x-fold', 'a\r\n b'],
    ['x-cr', 'a\rb'],
  ] as const),
  ...([
    ['x-high', 'é漢'],
    ['expect', '100-continue'],
    ['expect', '200-ok'],
    ['upgrade', 'websocket'],
  ] as const),
  ...([
    ['connection', 'upgrade'],
    ['connection', 'keep-alive, close'],
    ['upgrade', 'h2c'],
    ['http2-settings', 'AAA'],
  ] as const),
  ...([
    ['host', 'other'],
    ['content-type', 'text/plain'],
    ['idempotency-key', 'k'],
    ['if-match', '"1"'],
  ] as const),
  ...([
    ['authorization', 'Bearer x'],
    ['__proto__', 'x'],
    ['constructor', 'x'],
    ['transfer-encoding', 'gzip'],
  ] as const),
  ...([
    ['transfer-encoding', 'chunked, gzip'],
    ['te', 'trailers'],
    ['content-encoding', 'gzip'],
    ['x-flood', 'x'.repeat(17_000)],
  ] as const),
]

type Wrong = (wire: Wire, dice: Dice) => void
/** It is no longer sure where the body ends. */
const framing =
  (wrong: Wrong): Wrong =>
  (wire, dice) => {
    wire.isOpen = true
    wrong(wire, dice)
  }
const withLength = (headers: Wire['headers'], length: string): Wire['headers'] =>
  headers.map(([name, value]) => [name, name === 'content-length' ? length : value])

const wrongs: readonly (readonly [weight: number, wrong: Wrong])[] = [
  [3, (wire, dice) => void wire.headers.push([...dice.pick(odd)])],
  [2, (wire, dice) => void Object.assign(wire, { target: dice.pick(targets) })],
  [1, (wire, dice) => void Object.assign(wire, { version: dice.pick(versions) })],
  [1, (wire, dice) => void Object.assign(wire, { method: dice.pick(methods) })],
  [
    1,
    (wire) => {
      wire.headers = wire.headers.filter(([name]) => name !== 'host')
    },
  ],
  [0.5, (wire) => void wire.headers.push(['x-long', 'x'.repeat(13_000)])],
  [
    0.5,
    (wire, dice) => {
      const count = dice.pick([100, 3_000])
      for (let i = 0; i < count; i++) wire.headers.push([`x-${i}`, ''])
    },
  ],
  [
    1,
    framing((wire, dice) => {
      wire.headers = withLength(wire.headers, dice.pick(lengths))
    }),
  ],
  [1, framing((wire, dice) => void wire.headers.push(['content-length', dice.pick(lengths)]))],
  [
    2,
    framing((wire, dice) => {
      if (dice.chance(0.8)) wire.headers = wire.headers.filter(([one]) => one !== 'content-length')
      wire.headers.push(['transfer-encoding', 'chunked'])
      const size = Buffer.byteLength(wire.body).toString(16)
      wire.body = dice.chance(0.3) ? `${size}\r\n${wire.body}\r\n0\r\n\r\n` : dice.pick(chunks)
    }),
  ],
  [
    0.3,
    framing((wire) => {
      wire.body = ' '.repeat(1_100_000)
      wire.headers = withLength(wire.headers, '1100000')
    }),
  ],
  [1, framing((wire, dice) => void Object.assign(wire, { body: dice.text(30) }))],
]

/** These requests over one connection, some of them wrong, after which bytes may be cut off, changed, or come a few at a time. The last one asks the server to hang up. */
export function connection(requests: readonly Wire[], dice: Dice): Connection {
  for (const wire of requests)
    if (dice.chance(0.5))
      for (let n = 1 + dice.below(2); n > 0; n--) dice.weighed(wrongs)(wire, dice)
  const last = wire('GET', '/livez', [['connection', 'close']])
  let bytes = Buffer.concat([...requests, last].map(written))
  const isWhole = dice.chance(0.8)
  if (!isWhole) bytes = damaged(bytes, dice)
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = dice.chance(0.2) ? 1 + dice.below(40) : bytes.length
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return { pieces, isOpen: !isWhole || requests.some(({ isOpen }) => isOpen) }
}

function damaged(bytes: Buffer<ArrayBuffer>, dice: Dice): Buffer<ArrayBuffer> {
  const at = dice.below(bytes.length)
  if (dice.chance(0.5)) return bytes.subarray(0, at)
  if (dice.chance(0.3))
    return Buffer.concat([bytes.subarray(0, at), dice.bytes(20), bytes.subarray(at)])
  bytes[at] = dice.below(256)
  return bytes
}

const written = ({ method, target, version, headers, body }: Wire): Buffer =>
  Buffer.from(
    `${method} ${target} ${version}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  )

/** A request in good faith. */
export function wire(method: string, target: string, headers: Wire['headers'], body = ''): Wire {
  const length: Wire['headers'] =
    body === '' ? [] : [['content-length', String(Buffer.byteLength(body))]]
  return {
    method,
    target,
    version: 'HTTP/1.1',
    headers: [['host', 'kiosk'], ...headers, ...length],
    body,
    isOpen: false,
  }
}
