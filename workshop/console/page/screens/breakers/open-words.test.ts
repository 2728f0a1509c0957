import { expect, test } from 'vitest'
import { openWords } from './open-words.ts'

test('a breaker that is open stays so, and only one that was open has stayed so', () => {
  expect(openWords('open', 8_400)).toBe('It stays open for 8.4 s.')
  expect(openWords('half-open', 8_400)).toBe('It stayed open for 8.4 s.')
  expect(openWords('closed', 8_400)).toBe('It stayed open for 8.4 s.')
})
