import { expect, test } from 'vitest'
import { interrupts } from './interrupts.ts'

test('one Ctrl-C that arrives twice, from the terminal and the launcher, only stops', () => {
  const clock = { time: 0, now: () => clock.time }
  const { stop, kill, interrupt } = interrupts(clock)
  expect(stop.aborted).toBe(false)
  interrupt()
  clock.time = 40
  interrupt()
  expect(stop.aborted).toBe(true)
  expect(kill.aborted).toBe(false)
})

test('a second Ctrl-C, a moment later, ends at once', () => {
  const clock = { time: 0, now: () => clock.time }
  const { kill, interrupt } = interrupts(clock)
  interrupt()
  clock.time = 500
  interrupt()
  expect(kill.aborted).toBe(true)
})
