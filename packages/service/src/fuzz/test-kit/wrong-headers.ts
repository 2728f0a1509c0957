import type { Dice } from './dice.ts'
import type { Mutation } from './ways.ts'
import { tags } from './wrong-values.ts'

/** More headers, fewer, or odd ones. */
export const inHeaders: Mutation = (draft, { dice }) => {
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

/** Another token, or what is none. */
export const inToken: Mutation = (draft, { dice, tokens }) => {
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

/** A key that is new, used, or none. */
export const inKey: Mutation = (draft, { dice, ledger, number }) => {
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

const flipped = (token: string, dice: Dice): string => {
  const at = dice.below(token.length)
  return token.slice(0, at) + dice.pick(['A', 'b', '.', '_', '']) + token.slice(at + 1)
}
/** What a header may hold on the wire. */
const latin = (text: string): string => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')
