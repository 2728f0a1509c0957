import { expect, it } from 'vitest'
import { dateTime, momentIn, momentQuery, silence } from './moments.ts'

it.each([
  [5, '5 ms'],
  [1_000, '1 second'],
  [90_000, '2 minutes'],
  [7_200_000, '2 hours'],
  [86_400_000 * 30, '30 days'],
])('%i ms of silence are %s', (ms, told) => {
  expect(silence(ms)).toBe(told)
})

it('a moment is a position or a time, and anything else is none', () => {
  expect(momentIn(' 41 ')).toEqual({ position: 41 })
  expect(momentQuery({ position: 41 })).toBe('position=41')
  expect(momentIn('yesterday')).toBeUndefined()
  // what is shown can be written back
  const at = Date.parse('2026-03-01T12:00:00.123Z')
  expect(momentIn(dateTime(at))).toEqual({ at })
  expect(momentQuery({ at })).toBe('time=2026-03-01T12%3A00%3A00.123Z')
})
