import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPatch, diff, type Json } from './json-patch.ts'

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json)

describe('a difference', () => {
  it('applied to the one document gives the other', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(applyPatch(before, diff(before, after))).toEqual(after)
      }),
    )
  })

  it('applied leaves the document as it was', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        const text = JSON.stringify(before)
        applyPatch(before, diff(before, after))
        expect(JSON.stringify(before)).toBe(text)
      }),
    )
  })

  it('of lists is what came and went, not all that stands behind it', () => {
    const item = (id: number) => ({ id })
    const list = [1, 2, 3, 4].map(item)
    expect(diff(list, list.toSpliced(1, 1))).toEqual([{ op: 'remove', path: '/1' }])
    expect(diff(list, [...list, item(5)])).toEqual([{ op: 'add', path: '/4', value: item(5) }])
    expect(diff(list, list.with(2, item(9)))).toEqual([{ op: 'replace', path: '/2/id', value: 9 }])
  })

  it('names fields as RFC 6901 says, and __proto__ is a field like any other', () => {
    const after = JSON.parse('{"a/b":{"m~n":1},"__proto__":2}')
    const patch = diff({ 'a/b': { 'm~n': 0 } }, after)
    expect(patch).toEqual([
      { op: 'replace', path: '/a~1b/m~0n', value: 1 },
      { op: 'add', path: '/__proto__', value: 2 },
    ])
    expect(JSON.stringify(applyPatch({ 'a/b': { 'm~n': 0 } }, patch))).toBe(JSON.stringify(after))
  })

  it('does not look into what is shared', () => {
    const shared = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('looked into')
        },
      },
    ) as Json
    expect(diff({ shared, n: 1 }, { shared, n: 2 })).toHaveLength(1)
  })
})

it.each<[string, Json, string, 'remove' | 'replace' | 'add']>([
  ['a field that is not there', {}, '/a', 'remove'],
  ['an item that is not there', [1], '/1', 'replace'],
  ['beyond the end of a list', [1], '/2', 'add'],
  ['under a text', 'text', '/a', 'add'],
])('a patch of %s is refused', (_, document, path, op) => {
  const operation = op === 'remove' ? { op, path } : { op, path, value: 1 }
  expect(() => applyPatch(document, [operation])).toThrow(RangeError)
})
