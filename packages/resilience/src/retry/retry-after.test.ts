import { expect, test } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const wallTime = Date.UTC(1994, 10, 6, 8, 49, 0)

test.each<[string | null | undefined, number | undefined]>([
  ['120', 120_000],
  [' 0 ', 0],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 37_000],
  ['Sun Nov  6 08:49:37 1994', 37_000],
  ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
  [undefined, undefined],
  [null, undefined],
  ['', undefined],
  ['soon', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['2025-01-01', undefined],
  ['Sun, 06 Foo 1994 08:49:37 GMT', undefined],
  ['Sun, 06 Nov 1994 25:00:00 GMT', undefined],
])('Retry-After: %s', (header, ms) => {
  expect(retryAfterMs(header, wallTime)).toBe(ms)
})

test("a date with RFC 850's two digits is of this century", () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 0)
  expect(retryAfterMs('Friday, 02-Jan-26 03:04:05 GMT', now)).toBe(5000)
})
