import { text } from '@watertight/ports'
import { type Draft, targetOf } from './draft.ts'
import type { Mutation, Ways } from './ways.ts'
import { inBody, inBytes } from './wrong-bodies.ts'
import { inHeaders, inKey, inToken } from './wrong-headers.ts'
import { methods, numbers, tags, traces, types } from './wrong-values.ts'

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

const named =
  (name: string, values: (ways: Ways) => string): Mutation =>
  (draft, ways) => {
    draft.headers[name] = values(ways)
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
      draft.body = ' '.repeat(dice.pick([8_000, 8_192, 8_193, 20_000])) + text(draft.body)
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
      draft.weather = dice.pick(['contended', 'unavailable', 'lost before', 'lost after'])
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

/** Without halves of characters, which no URL can spell. */
const safe = (text: string): string => text.toWellFormed()
