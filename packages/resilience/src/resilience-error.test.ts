import { expect, test } from 'vitest'
import { classifyOutcome, ResilienceError } from './index.ts'

test.each([
  [
    new ResilienceError('WT_BREAKER_OPEN', { name: 'cards', retryAfterMs: 200 }),
    'WT_BREAKER_OPEN: cards: the circuit is open, nothing was sent. Try again after the time given',
  ],
  [
    new ResilienceError('WT_THROTTLED', { name: 'cards' }),
    'WT_THROTTLED: cards: it refused most calls lately, nothing was sent. Try again later',
  ],
  [
    new ResilienceError('WT_DEADLINE', { name: 'look' }),
    'WT_DEADLINE: look: no result before the deadline: it may have been done',
  ],
])('an error says who, what happened and what to do next: %s', (error, message) => {
  expect(error.message).toBe(message)
  expect(error.stack).toBe(`ResilienceError: ${message}`)
})

test.each([Object.create(null), 'toString', '__proto__', Symbol('code'), 5, null])(
  'an error of the work whose code is none of ours is a failure: case %#',
  (code) => {
    expect(classifyOutcome({ ok: false, error: { code }, ms: 1 })).toBe('failure')
  },
)

test('what a policy of this side says is not held against the callee', () => {
  const error = new ResilienceError('WT_BULKHEAD_FULL', { name: 'places' })
  expect(classifyOutcome({ ok: false, error, ms: 0 })).toBe('ignored')
})
