import type { Dice } from './dice.ts'
import { type Draft, targetOf } from './draft.ts'
import type { Ledger } from './ledger.ts'
import type { Tokens } from './tokens.ts'

export interface Ways {
  readonly ledger: Ledger
  readonly dice: Dice
  readonly tokens: Tokens
  readonly number: number
}
type Mutation = (draft: Draft, ways: Ways) => void

const textOf = ({ body }: Draft) =>
  typeof body === 'string' ? body : Buffer.from(body).toString('latin1')

const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'QUERY',
  'get',
  'X',
]
const traces = [
  ...['', '00', '00-00000000000000000000000000000000-0000000000000000-00', 'x'.repeat(55)],
  ...[
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  ],
  ...[
    '00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more',
  ],
]
const types = [
  ...[
    '',
    'application/json; charset=utf-8',
    'application/json; charset=utf-16',
    'APPLICATION/JSON',
  ],
  ...[
    'application/vnd.api+json',
    'text/plain',
    'application/xml',
    'application/jsonx',
    'application/json,',
  ],
  ...[
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    ';',
    'application/+json',
  ],
]
const tags = [
  '*',
  '"0"',
  '"1"',
  '"2"',
  'W/"1"',
  '1',
  '',
  '""',
  '"1", "2", "3"',
  '"1",,',
  '*, "1"',
  '"999999999999999999"',
  '"é"',
]
const numbers = [
  '0',
  '1',
  '-1',
  '1.5',
  '1e3',
  'NaN',
  '',
  ' 1',
  '0x10',
  '9'.repeat(16),
  '9'.repeat(400),
  '١',
  'null',
]
const values: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, -0, '', 'x', [], {}, [null], { a: 1 }],
  ...['x'.repeat(3_000), { toString: 1 }, { constructor: { prototype: {} } }, [[[[]]]]],
]
const numerals = [
  '1e400',
  '-1e400',
  '1E-400',
  '00',
  '+1',
  '.5',
  '0x1',
  'NaN',
  'Infinity',
  '"\\ud800"',
  '"\\u0000"',
]

/** The body's value with one place of it changed. */
function altered(value: unknown, dice: Dice): unknown {
  if (typeof value !== 'object' || value === null || dice.chance(0.1)) return dice.pick(values)
  if (Array.isArray(value)) {
    if (value.length === 0) return [dice.pick(values)]
    const at = dice.below(value.length)
    return value.map((one, i) => (i === at ? altered(one, dice) : one))
  }
  const entries = Object.entries(value)
  if (entries.length === 0 || dice.chance(0.2))
    return Object.fromEntries([
      ...entries,
      [dice.chance(0.5) ? dice.text(8) : '__proto__', dice.pick(values)],
    ])
  const at = dice.below(entries.length)
  if (dice.chance(0.2)) return Object.fromEntries(entries.filter((_, i) => i !== at))
  if (dice.chance(0.1))
    return Object.fromEntries(entries.map(([k, v], i) => [i === at ? dice.text(8) : k, v]))
  return Object.fromEntries(entries.map(([k, v], i) => [k, i === at ? altered(v, dice) : v]))
}

const spliced = (text: string, dice: Dice, with_: string): string => {
  const at = dice.below(text.length + 1)
  return text.slice(0, at) + with_ + text.slice(at + dice.below(3))
}

const inPath: Mutation = (draft, { dice }) => {
  const [path = '', query] = draft.path.split('?')
  const parts = path.split('/')
  const at = dice.below(parts.length)
  const odd = encodeURIComponent(safe(dice.text(10)))
  parts[at] = dice.pick([
    odd,
    '',
    '.',
    '..',
    '%',
    '%zz',
    '%2F',
    '%00',
    '%E9',
    '%F0%9F',
    ':id',
    '*',
    'x'.repeat(140),
    `${parts[at]}${odd}`,
  ])
  draft.path = `${dice.chance(0.95) ? '/' : ''}${parts.slice(1).join('/')}${query === undefined ? '' : `?${query}`}`
}

const inQuery: Mutation = (draft, { dice, ledger }) => {
  const name = dice.pick([
    'limit',
    'after',
    'position',
    'cart',
    'total',
    'note',
    'quantity',
    'price',
    'trace',
    '__proto__',
    'constructor',
    '',
    '%',
    'a[b]',
  ])
  const value = dice.pick([
    ...numbers,
    '%00',
    '%ff',
    '%',
    'W10',
    'WyJhIl0',
    'bnVsbA',
    encodeURIComponent(safe(dice.text(10))),
    String(ledger.head),
  ])
  const more = dice.chance(0.1) ? `&${name}=${value}` : ''
  draft.path += `${draft.path.includes('?') ? '&' : '?'}${name}=${value}${more}`
}

const inBody: Mutation = (draft, { dice }) => {
  let json: unknown
  try {
    json = JSON.parse(textOf(draft))
  } catch {
    return
  }
  draft.body = JSON.stringify(altered(json, dice))
}

const inBytes: Mutation = (draft, { dice }) => {
  const text = textOf(draft)
  const bytes = () => Buffer.from(text)
  dice.pick<() => void>([
    () => {
      draft.body = text.slice(0, dice.below(text.length + 1))
    },
    () => {
      draft.body = text + text
    },
    () => {
      draft.body = spliced(text, dice, dice.text(3))
    },
    () => {
      draft.body = spliced(text, dice, dice.pick(['{', '}', '[', ']', ',', ':', '"', '\\', '\0']))
    },
    () => {
      draft.body = text.replace(/:("[^"]*"|[\d.]+)/, () => `:${dice.pick(numerals)}`)
    },
    // the same name twice, the second hidden by an escape
    () => {
      draft.body = text.replace(
        /^\{"(.)/,
        (_, c: string) => `{"\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}":1,"${c}`,
      )
    },
    () => {
      draft.body = text.replace(/^\{/, '{"sku":"tea","quantity":1,')
    },
    () => {
      draft.body = '['.repeat(dice.pick([63, 64, 65, 5_000])) + ']'.repeat(65)
    },
    () => {
      draft.body = `{"text":"deep","more":${'['.repeat(dice.pick([62, 63, 64, 90]))}`
    },
    () => {
      const n = dice.pick([61, 62, 63, 64, 100])
      draft.body = `{"text":"deep","more":${'['.repeat(n)}${']'.repeat(n)}}`
    },
    () => {
      draft.body = dice.bytes(dice.below(40))
    },
    () => {
      const all = bytes()
      if (all.length > 0) all[dice.below(all.length)] = dice.below(256)
      draft.body = new Uint8Array(all)
    },
    () => {
      draft.body = new Uint8Array(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes()]))
    },
    () => {
      draft.body = new Uint8Array(Buffer.from(text, 'utf16le'))
    },
    () => {
      draft.body = dice.pick([
        '',
        ' ',
        'null',
        '0',
        '""',
        '[]',
        '{}',
        '{',
        'true',
        '{"a":1}\n{"a":2}',
        '// x\n{}',
      ])
    },
    () => {
      draft.body = text + ' '.repeat(dice.pick([10, 2_000, 5_000]))
    },
  ])()
}

const named =
  (name: string, values: (ways: Ways) => string): Mutation =>
  (draft, ways) => {
    draft.headers[name] = values(ways)
  }
const inHeaders: Mutation = (draft, { dice }) => {
  dice.pick<() => void>([
    () => {
      draft.headers[`x-${dice.below(100)}`] = latin(dice.text(200))
    },
    () => {
      const value = 'x'.repeat(dice.pick([1, 100, 300]))
      for (let i = 0; i < 60; i++) draft.headers[`x-flood-${i}`] = value
    },
    () => {
      draft.headers[
        dice.pick([
          '__proto__',
          'constructor',
          'x'.repeat(300),
          'content-length',
          'transfer-encoding',
          'connection',
          'host',
          'x-http-method-override',
        ])
      ] = dice.pick(['x', '', '0', 'chunked', 'DELETE'])
    },
    () => {
      for (const name of Object.keys(draft.headers))
        if (name !== 'x-request-id' && dice.chance(0.5)) delete draft.headers[name]
    },
    () => {
      draft.headers['x-correlation-id'] = latin(dice.text(200))
    },
    () => {
      draft.headers.cookie = latin(dice.text(100))
    },
    () => {
      draft.headers['if-none-match'] = dice.pick(tags)
    },
    () => {
      draft.headers.accept = dice.pick(['text/html', 'application/xml', '', '*/*;q=0'])
    },
  ])()
}

const inToken: Mutation = (draft, { dice, tokens }) => {
  const token = dice.weighed<() => string | undefined>([
    [4, () => `Bearer ${dice.pick(tokens.bad)}`],
    [3, () => `Bearer ${dice.pick(tokens.poor)}`],
    [1, () => undefined],
    [
      1,
      () =>
        dice.pick([
          '',
          'Bearer',
          'Bearer ',
          'Basic YTpi',
          'bearer x',
          'Bearer a.b.c',
          'Bearer ..',
          `Bearer ${'x'.repeat(5_000)}`,
        ]),
    ],
    [1, () => `bEARER  ${dice.pick(tokens.good)}`],
    [2, () => `Bearer ${flipped(dice.pick(tokens.good), dice)}`],
    [1, () => `Bearer ${dice.pick(tokens.good).split('.').slice(0, dice.below(3)).join('.')}`],
    [1, () => `Bearer ${latin(dice.text(40))}`],
  ])()
  if (token === undefined) delete draft.headers.authorization
  else draft.headers.authorization = token
}

const inKey: Mutation = (draft, { dice, ledger, number }) => {
  const used = [...ledger.keys.keys()]
  draft.headers['idempotency-key'] = dice.weighed<() => string>([
    [5, () => `k${number}`],
    [3, () => (used.length > 0 ? dice.pick(used) : 'k')],
    [
      1,
      () =>
        dice.pick([
          '',
          ' ',
          'a b',
          'é',
          'x'.repeat(255),
          'x'.repeat(256),
          '"k"',
          "';--",
          '__proto__',
        ]),
    ],
  ])()
}

/** How a request goes wrong, with how often. */
const mutations: readonly (readonly [weight: number, mutation: Mutation])[] = [
  [4, inBody],
  [4, inBytes],
  [2, inPath],
  [2, inQuery],
  [3, inHeaders],
  [3, inToken],
  [4, inKey],
  [
    1,
    (draft, { dice }) => {
      draft.method = dice.pick(methods)
    },
  ],
  [3, named('if-match', ({ dice }) => dice.pick(tags))],
  [
    2,
    (draft, { ledger }) => {
      const revision = ledger.cart(targetOf(draft.path).stream)?.revision
      draft.headers['if-match'] = `"${revision ?? 0}"`
    },
  ],
  [2, named('content-type', ({ dice }) => dice.pick(types))],
  [1, named('traceparent', ({ dice }) => dice.pick(traces))],
  [
    1,
    named('x-envoy-expected-rq-timeout-ms', ({ dice }) =>
      dice.pick([...numbers, '5', '50', '100000']),
    ),
  ],
  [
    1,
    named('x-wait-position', ({ dice, ledger }) =>
      dice.pick([...numbers, String(ledger.head), String(ledger.head + 1)]),
    ),
  ],
  [
    0.3,
    (draft, { dice }) => {
      draft.path += `?${'x'.repeat(dice.pick([100, 4_090, 5_000]))}`
    },
  ],
  [
    0.15,
    (draft, { dice }) => {
      draft.body = ' '.repeat(dice.pick([8_000, 8_192, 8_193, 20_000])) + textOf(draft)
    },
  ],
  [
    1,
    (draft, { dice }) => {
      draft.copies = 2 + dice.below(6)
    },
  ],
  [
    1,
    (draft, { dice, number }) => {
      draft.copies = 2 + dice.below(6)
      draft.headers['idempotency-key'] = `k${number}`
    },
  ],
  [
    0.1,
    (draft) => {
      draft.copies = 40
    },
  ],
  [
    0.5,
    (draft, { dice }) => {
      draft.leavesAfter = dice.below(6)
    },
  ],
  [
    0.2,
    (draft, { dice }) => {
      draft.weather = dice.pick(['contended', 'unavailable'])
    },
  ],
]

/** Makes one to three things wrong with a request, or less right. */
export function mutate(draft: Draft, ways: Ways): void {
  const times = ways.dice.weighed([
    [6, 1],
    [2, 2],
    [1, 3],
  ])
  for (let i = 0; i < times; i++) ways.dice.weighed(mutations)(draft, ways)
}

const flipped = (token: string, dice: Dice): string => {
  const at = dice.below(token.length)
  return token.slice(0, at) + dice.pick(['A', 'b', '.', '_', '']) + token.slice(at + 1)
}
/** What a header may hold on the wire. */
const latin = (text: string): string => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')
/** Without halves of characters, which no URL can spell. */
const safe = (text: string): string => text.toWellFormed()
