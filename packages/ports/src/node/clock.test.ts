import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from './clock.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const day = 86_400_000

test('a timer may be longer than setTimeout can hold, and is cancelled on the way', () => {
  const ran: string[] = []
  systemClock.after(60 * day, () => ran.push('late'))
  const cancelled = systemClock.after(60 * day, () => ran.push('cancelled'))
  vi.advanceTimersByTime(60 * day - 1)
  expect(ran).toEqual([])
  cancelled.cancel()
  vi.advanceTimersByTime(day)
  expect(ran).toEqual(['late'])
  expect(vi.getTimerCount()).toBe(0)
})
