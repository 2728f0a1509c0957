import { expect, test } from 'vitest'
import { nextTurn, systemClock } from './system-clock.ts'

test('a wait longer than a timer can hold does not end at once', async () => {
  let fired = false
  const timer = systemClock.after(1e12, () => (fired = true))
  await nextTurn()
  await nextTurn()
  timer.cancel()
  expect(fired).toBe(false)
})
