import { expect, test } from 'vitest'
import { stretches } from './ribbon.ts'

const ribbon = [
  { at: 1_000, state: 'closed' },
  { at: 8_000, state: 'open' },
  { at: 9_000, state: 'half-open' },
] as const

test('the whole ribbon is told, and nothing twice', () => {
  const all = stretches(ribbon, 10_000, 10_000)
  expect(all).toEqual([
    { state: 'unknown', from: 0, to: 0.1, ms: 1_000 },
    { state: 'closed', from: 0.1, to: 0.8, ms: 7_000 },
    { state: 'open', from: 0.8, to: 0.9, ms: 1_000 },
    { state: 'half-open', from: 0.9, to: 1, ms: 1_000 },
  ])
})

test('what ended before it begins is left out, and what goes on is cut', () =>
  expect(stretches(ribbon, 10_000, 1_500).map(({ state, ms }) => [state, ms])).toEqual([
    ['open', 500],
    ['half-open', 1_000],
  ]))

test('a breaker that nobody has seen, and a clock that was set back, are no error', () => {
  expect(stretches([], 10_000, 1_000)).toEqual([{ state: 'unknown', from: 0, to: 1, ms: 1_000 }])
  const back = stretches(ribbon, 5_000, 1_000)
  expect(back.at(-1)?.to).toBe(1)
})
