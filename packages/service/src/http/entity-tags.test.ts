import { describe, expect, it } from 'vitest'
import { ifMatch, isKnown } from './entity-tags.ts'

describe('if-match', () => {
  it.each([
    ['*', 'exists'],
    [' * ', 'exists'],
    ['"3"', [3]],
    ['"3", "4"', [3, 4]],
    [' "3" ,\t"4" ', [3, 4]],
    ['"abc"', []],
    ['""', []],
    ['"a,b", "7"', [7]],
    ['"1234567890123456"', []],
    ['W/"3"', 'invalid'],
    ['"3", W/"4"', 'invalid'],
    ['3', 'invalid'],
    ['', 'invalid'],
    ['"3', 'invalid'],
    ['"3" "4"', 'invalid'],
    ['"3",, "4"', 'invalid'],
    ['*, "3"', 'invalid'],
    ['w/"3"', 'invalid'],
  ])('%j means %j', (value, expected) => expect(ifMatch(value)).toEqual(expected))
})

describe('if-none-match', () => {
  it.each([
    ['*', true],
    ['"3"', true],
    ['W/"3"', true],
    ['"1", W/"3"', true],
    ['"4"', false],
    ['3', false],
    ['', false],
  ])('%j is answered 304 at revision 3: %s', (value, known) =>
    expect(isKnown(value, '"3"')).toBe(known),
  )
})
