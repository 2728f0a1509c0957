import type { TransportErrorCode } from '@watertight/ports'
import { expect, test } from 'vitest'
import { onNothing } from '../test-kit/rules.ts'
import { backoffMs } from './backoff.ts'
import { wouldRetryError, wouldRetryStatus } from './would-retry.ts'

const all = {
  connectFailure: true,
  refusedStream: true,
  reset: true,
  resetBeforeRequest: true,
  gatewayError: true,
  server5xx: true,
  retriable4xx: true,
  statuses: new Set([418]),
}
const failed = (
  on: typeof onNothing,
  code: TransportErrorCode,
  { isPerTry = false, answerBegan = false } = {},
) => wouldRetryError(on, code, { isPerTry, answerBegan })

test.each([
  ['server5xx', [500, 502, 503, 504, 599], [409, 429]],
  ['gatewayError', [502, 503, 504], [500, 501, 505]],
  ['retriable4xx', [409], [404, 429, 500]],
  ['connectFailure', [], [503]],
] as const)('%s asks for %j and not for %j', (condition, asked, not) => {
  const on = { ...onNothing, [condition]: true }
  for (const status of asked) expect(wouldRetryStatus(on, status)).toBe(true)
  for (const status of not) expect(wouldRetryStatus(on, status)).toBe(false)
})

test('statuses that are named are tried again, others not', () => {
  const on = { ...onNothing, statuses: new Set([418]) }
  expect(wouldRetryStatus(on, 418)).toBe(true)
  expect(wouldRetryStatus(on, 503)).toBe(false)
})

test.each([
  ['connectFailure', true, false, false],
  ['resetBeforeRequest', true, false, false],
  ['refusedStream', false, false, false],
  ['reset', true, true, true],
  ['gatewayError', true, true, true],
  ['server5xx', true, true, true],
  ['retriable4xx', false, false, false],
] as const)(
  '%s: unreachable %s, lost %s, per-try timeout %s',
  (condition, unreachable, lost, timeout) => {
    const on = { ...onNothing, [condition]: true }
    expect(failed(on, 'WT_UNREACHABLE')).toBe(unreachable)
    expect(failed(on, 'WT_LOST')).toBe(lost)
    expect(failed(on, 'WT_DEADLINE', { isPerTry: true })).toBe(timeout)
  },
)

test('there is no retry once an answer has begun, nor after what the caller did itself', () => {
  expect(failed(all, 'WT_LOST', { answerBegan: true })).toBe(false)
  expect(failed(all, 'WT_DEADLINE', { isPerTry: true, answerBegan: true })).toBe(false)
  for (const code of [
    'WT_DEADLINE',
    'WT_ABORTED',
    'WT_CALL_INVALID',
    'WT_TOO_LARGE',
    'WT_IDLE',
  ] as const)
    expect(failed(all, code)).toBe(false)
})

test('the wait is anywhere below (2^n - 1) x base, and below ten times the base', () => {
  const nearlyOne = () => 0.999_999
  expect([1, 2, 3, 4, 9].map((n) => Math.round(backoffMs(n, 25, nearlyOne)))).toEqual([
    25, 75, 175, 250, 250,
  ])
  expect(backoffMs(3, 25, () => 0)).toBe(0)
})
