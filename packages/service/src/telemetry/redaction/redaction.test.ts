import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ServiceError } from '../../service-error.ts'
import { Archive, Clinic } from '../../test-kit/clinic.ts'
import { Office } from '../../test-kit/tickets.ts'
import { redaction } from './redaction.ts'

const { value, error, text } = redaction(Clinic)
const open = redaction(Office)

const throwing = {
  ok: 1,
  get broken() {
    throw new Error('no')
  },
}
const hostile = new Proxy(
  {},
  {
    ownKeys() {
      throw new Error('no')
    },
    getPrototypeOf() {
      throw new Error('no')
    },
  },
)
const circular: { self?: unknown } = {}
circular.self = [circular]

describe('a redacted value', () => {
  it.each([
    [
      'a personal field at any depth',
      { a: [{ patient: 'ann', at: 1 }] },
      { a: [{ patient: '[personal]', at: 1 }] },
    ],
    [
      'a personal field that is an object',
      { patient: { first: 'ann' } },
      { patient: '[personal]' },
    ],
    [
      'headers',
      { Authorization: 'x', 'idempotency-key': ['k'] },
      { Authorization: '[secret]', 'idempotency-key': '[secret]' },
    ],
    ['headers as a list', ['cookie', 'a=b', 'x', 'y'], ['cookie', '[secret]', 'x', 'y']],
    ['headers as pairs', [['cookie', 'a=b']], [['cookie', '[secret]']]],
    [
      'a map',
      new Map<unknown, unknown>([
        ['patient', 'ann'],
        [7, 1],
      ]),
      { patient: '[personal]', 7: 1 },
    ],
    ['a set', new Set([4111111111111111]), ['[card]']],
    ['a card number as a number', { n: 4111111111111111, m: 12 }, { n: '[card]', m: 12 }],
    ['a card number as a bigint', 4111111111111111n, '[card]'],
    ['a card number as a key', { '4111111111111111': 1 }, { '[card]': 1 }],
    [
      'a body as text',
      { body: '{"patient":"ann","n":[1]}' },
      { body: '{"patient":"[personal]","n":[1]}' },
    ],
    ['a broken body as text', '{"patient":"ann","n":', '{"patient":[personal],"n":'],
    ['a long body as text', `{"patient":"${'ann'.repeat(99_999)}"}`, '[300011 characters]'],
    ['bytes', Buffer.from('ann'), '[3 bytes]'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['no date', new Date(Number.NaN), 'Invalid Date'],
    ['a function', { f: () => 1, s: Symbol('ann') }, { f: '[function]', s: '[symbol]' }],
    ['a cycle', circular, { self: ['[circular]'] }],
    ['a getter that throws', throwing, { ok: 1, broken: '[unreadable]' }],
    ['a hostile proxy', { hostile }, { hostile: '[unreadable]' }],
    ['nothing', [null, undefined, true], [null, undefined, true]],
  ])('tells of %s what may be told', (_, given, told) => {
    expect(value(given)).toEqual(told)
  })

  it('has a bound in depth, in width and in all', () => {
    let deep: unknown = 1
    for (let i = 0; i < 10_000; i++) deep = { deep }
    expect(JSON.stringify(value(deep)).length).toBeLessThan(200)
    expect((value(Array.from({ length: 1e6 }, () => 1)) as unknown[]).length).toBe(100)
    const wide = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => 'word'))
    expect(JSON.stringify(value(wide)).length).toBeLessThan(20_000)
  })

  it('never throws, and JSON can hold it', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withMap: true,
          withSet: true,
          withDate: true,
          withTypedArray: true,
          withNullPrototype: true,
          withObjectString: true,
          withSparseArray: true,
        }),
        (given) => {
          JSON.stringify(value(given))
        },
      ),
    )
  })

  it('holds no personal value, wherever it was', () => {
    const secret = 'Zaphod-7'
    const nest = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constant({ patient: secret }),
        fc.constant(`{"patient":"${secret}"}`),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 3 }),
      ),
    })).tree
    fc.assert(
      fc.property(nest, (given) => {
        expect(JSON.stringify(value(given)) ?? '').not.toContain(secret)
      }),
    )
  })

  it('knows what published languages mark, its own and those it hears', () => {
    expect(redaction(Archive).value({ patient: 'ann' })).toEqual({ patient: '[personal]' })
  })
})

describe('a redacted error', () => {
  const thrown = (message: string, more: object = {}) => Object.assign(new TypeError(message), more)

  it('of a context with personal data is told by name, code and place', () => {
    const told = error(thrown('ann is here', { code: 'E_HERE' }))
    expect(told).toMatchObject({ name: 'TypeError', code: 'E_HERE' })
    expect(told.at?.[0]).toContain('redaction.test.ts')
    expect(JSON.stringify(told)).not.toContain('ann is')
  })

  it('of the machinery says what broke, and its cause is told by itself', () => {
    const broke = new ServiceError('WT_FEED_SHARED', 'the feed of a jumped from 1 to 3')
    expect(error(broke).message).toContain('jumped from 1 to 3')
    const cause = new Error('ann')
    const quoting = Object.assign(new Error('WT_LOST: b: broken (ann)', { cause }), {
      name: 'TransportError',
    })
    expect(error(quoting)).toMatchObject({
      message: 'WT_LOST: b: broken',
      cause: { name: 'Error' },
    })
    expect(error(quoting).cause).not.toHaveProperty('message')
  })

  it('of another context keeps its words, without secrets', () => {
    const told = open.error(thrown('card 4111111111111111, key hunter2'), ['hunter2'])
    expect(told.message).toBe('card [card], key [secret]')
  })

  it.each([
    ['a text', 'zoe', { name: 'string' }],
    ['an object', { patient: 'zoe' }, { name: 'object' }],
    [
      'a name and a code that are no names',
      thrown('x', { name: 'zoe b', code: 'zoe' }),
      { name: 'Error' },
    ],
    [
      'a getter that throws',
      Object.defineProperty(thrown('x'), 'message', {
        get: () => {
          throw new Error('no')
        },
      }),
      { name: 'Error' },
    ],
    ['a stack that is none', thrown('x', { stack: 7 }), { name: 'TypeError', at: [] }],
  ])('may be %s', (_, given, told) => {
    expect(error(given)).toMatchObject(told)
    expect(JSON.stringify(error(given))).not.toContain('zoe')
  })

  it('ends a chain of causes, and a message with lines like a stack is not taken for one', () => {
    const round: Error & { cause?: unknown } = new Error('x')
    round.cause = round
    expect(JSON.stringify(error(round)).length).toBeLessThan(10_000)
    expect(JSON.stringify(error(new Error('x\n    at ann:1:1')))).not.toContain('ann')
  })
})

it('a text has what stands behind a personal field hidden', () => {
  expect(text('patient=ann&x=1')).toBe('patient=[personal]&x=1')
})
