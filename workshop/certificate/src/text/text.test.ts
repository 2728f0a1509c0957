import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRefusal } from '../refusal.ts'
import { fromBase58, fromBase64Url, fromUtf8, toBase58, toBase64Url, utf8 } from './bytes.ts'
import { jsonLimits, readJson } from './json.ts'
import { isoSeconds, timeOf } from './time.ts'

describe('JSON from strangers', () => {
  it('is read as JSON.parse reads it, where it keeps within the limits', () => {
    // a value within the limits has no repeated key by construction
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value)
        fc.pre(!/"(__proto__|constructor|prototype)":/.test(text))
        expect(readJson(text)).toEqual({ value: JSON.parse(text) })
      }),
    )
  })

  it('may have the same key in two objects, and brackets, quotes and colons in its texts', () => {
    const text = '[{"a":{"a":1},"b":[{"a":":,{}[]\\"\\\\"},{"a":2}]},{"a":"\\\\"}]'
    expect(readJson(text)).toEqual({ value: JSON.parse(text) })
  })

  it('may be as deep as the limit and no deeper', () => {
    const deep = (depth: number) => readJson('['.repeat(depth) + ']'.repeat(depth))
    expect(isRefusal(deep(jsonLimits.depth))).toBe(false)
    expect(deep(jsonLimits.depth + 1)).toMatchObject({ refused: 'TooDeep' })
  })
})

describe('bytes as text', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(fromBase58(toBase58(bytes))).toEqual(bytes)
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes)
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
      }),
    )
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => fromUtf8(utf8(text)) === text))
  })

  it('are not guessed: other alphabets, lengths and encodings are refused', () => {
    for (const text of ['', '2', 'u2', 'z0', 'zO', 'zI', 'zl', 'z 2', `z${'2'.repeat(200)}`])
      expect(fromBase58(text)).toBeUndefined()
    for (const text of ['a', 'a=', 'a+b/', 'ä']) expect(fromBase64Url(text)).toBeUndefined()
    expect(fromUtf8(Uint8Array.of(0xc3))).toBeUndefined()
    // base58 of the alphabet's own definition
    expect(toBase58(utf8('Hello World!'))).toBe('z2NEpo7TZRRrLZSi2U')
    expect(toBase58(Uint8Array.of(0, 0, 1))).toBe('z112')
  })
})

it('a date needs a day that exists, seconds and a zone', () => {
  expect(timeOf('2026-11-29T12:00:00Z')).toBe(Date.parse('2026-11-29T12:00:00Z'))
  expect(timeOf('2026-11-29T13:00:00.5+01:00')).toBe(Date.parse('2026-11-29T12:00:00.500Z'))
  const none = ['2026-11-29', '2026-11-29T12:00Z', '2026-11-29T12:00:00', '2026-13-01T00:00:00Z']
  for (const it of [...none, '', 'now', 1, null, `2026-11-29T12:00:00.${'0'.repeat(50)}Z`])
    expect(timeOf(it)).toBeUndefined()
  expect(isoSeconds(Date.parse('2026-11-29T12:00:00.999Z'))).toBe('2026-11-29T12:00:00Z')
})
