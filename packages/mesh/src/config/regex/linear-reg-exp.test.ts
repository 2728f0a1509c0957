import { expect, test } from 'vitest'
import { LinearRegExp } from './linear-reg-exp.ts'

const isWhole = (source: string, value: string) => new LinearRegExp(source).exec(value) !== null

test.each<[string, string, string, boolean]>([
  ['the whole value', '/v[0-9]+', '/v12', true],
  ['a part is not enough', '/v[0-9]', '/v12', false],
  ['whichever branch makes it whole', 'a|ab', 'ab', true],
  ['case by a flag of RE2', '(?i)abc', 'ABC', true],
  ['classes of RE2', '\\pL+', 'größe', true],
  ['a dot takes no line break', '.*', 'a\nb', false],
])('%s: %s on %s', (_, source, value, expected) => expect(isWhole(source, value)).toBe(expected))

test('what makes a backtracking engine stop for ever is done at once', () => {
  const value = `${'a'.repeat(100_000)}!`
  for (const source of ['(a+)+', '(a|a)*', '(a*)*b', '.*.*.*=.*', '(a|aa)+'])
    expect(isWhole(source, value)).toBe(false)
})

test.each([
  ['(', /missing closing \)/],
  ['a{1001}', /invalid repeat count/],
  ['(?=a)', /invalid/],
  ['(a)\\1', /invalid escape/],
  ['(((a{100}){100}){100})', /invalid repeat count/],
  ['x'.repeat(1025), /1025 characters/],
])('what RE2 does not read is refused: %.20s', (source, reason) =>
  expect(() => new LinearRegExp(source)).toThrow(reason),
)

test('a replacement takes every part that fits, with the groups of RE2', () => {
  const change = (source: string, path: string, to: string) =>
    path.replace(new LinearRegExp(source), to)
  expect(change('^/v([0-9]+)/(.*)$', '/v2/films', '/\\2/of/\\1')).toBe('/films/of/2')
  expect(change('o', '/foo', '0$1')).toBe('/f0$10$1')
  expect(change('f(o+)', '/foo', '[\\0]\\\\')).toBe('/[foo]\\')
})

test('it says its source', () => {
  expect(new LinearRegExp('a.c').source).toBe('a.c')
  expect(String(new LinearRegExp('a.c'))).toBe('/a.c/')
  expect(new LinearRegExp('(a)(b(c))').groups).toBe(3)
})
