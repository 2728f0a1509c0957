import { describe, expect, expectTypeOf, it } from 'vitest'
import type { RowOf } from './columns.ts'
import { table } from './table.ts'
import { plus } from './write.ts'

const Requests = table(
  'requests',
  { shop: 'text', key: 'text', tries: 'integer', cost: 'real?', note: 'text?' },
  ['shop', 'key'],
)

describe('the writes of a table', () => {
  const key = { shop: 'a', key: 'k' }
  const row = { ...key, tries: 1, cost: null, note: null }

  it('are plain data that name their table', () => {
    expect(Requests.put(row)).toEqual({ op: 'put', table: 'requests', row })
    expect(Requests.put(row, { tries: plus(1) })).toEqual({
      op: 'put',
      table: 'requests',
      row,
      or: { tries: { plus: 1 } },
    })
    expect(Requests.claim(row)).toEqual({ op: 'put', table: 'requests', row, if: 'absent' })
    expect(Requests.patch(key, { note: 'x' })).toEqual({
      op: 'patch',
      table: 'requests',
      key,
      set: { note: 'x' },
    })
    expect(Requests.patch(key, { note: 'x' }, { tries: 1 })).toMatchObject({ if: { tries: 1 } })
    expect(Requests.remove(key)).toEqual({ op: 'remove', table: 'requests', key })
    expect(structuredClone(Requests.claim(row))).toEqual(Requests.claim(row))
  })
})

describe('a table is refused', () => {
  it.each(['', '1st', 'a-b', 'a b', 'a"b', '_a', '__proto__', 'a'.repeat(64), 'ä', 'a;drop'])(
    'with the name %j, for itself or a column',
    (name) => {
      expect(() => table(name, { a: 'text' }, ['a'])).toThrow('WT_TABLE_INVALID')
      expect(() => table('t', { a: 'text', [name]: 'text' }, ['a'])).toThrow('WT_TABLE_INVALID')
    },
  )

  it('without a key, or with one that is no column or may be null', () => {
    expect(() => table('t', { a: 'text' }, [])).toThrow('table t has no key')
    expect(() => table('t', { a: 'text?' }, ['a'])).toThrow('may be null')
    // @ts-expect-error no such column
    expect(() => table('t', { a: 'text' }, ['b'])).toThrow('is no column')
  })
})

describe('the types of a table', () => {
  it('are those of its columns', () => {
    expectTypeOf<RowOf<typeof Requests.columns>>().toEqualTypeOf<{
      readonly shop: string
      readonly key: string
      readonly tries: number
      readonly cost: number | null
      readonly note: string | null
    }>()
  })

  it('refuse wrong columns and cells', () => {
    const key = { shop: 'a', key: 'k' }
    const revision = { stamp: 'revision', of: 0 } as const
    Requests.put({ ...key, tries: revision, cost: null, note: null })
    // @ts-expect-error a row misses a column
    Requests.put({ ...key, tries: 1, cost: null })
    // @ts-expect-error tries may not be null
    Requests.put({ ...key, tries: null, cost: null, note: null })
    // @ts-expect-error a stamp is a number
    Requests.put({ ...key, tries: 1, cost: null, note: revision })
    // @ts-expect-error an increment needs a row that is there
    Requests.put({ ...key, tries: plus(1), cost: null, note: null })
    // @ts-expect-error an increment of a text
    Requests.patch(key, { note: plus(1) })
    // @ts-expect-error a key does not change
    Requests.patch(key, { shop: 'b' })
    // @ts-expect-error no such column
    Requests.patch(key, { trys: 1 })
    // @ts-expect-error half a key
    Requests.remove({ shop: 'a' })
    // @ts-expect-error no type of column
    table('t', { a: 'date' }, ['a'])
  })
})
