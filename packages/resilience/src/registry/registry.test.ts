import { expect, test } from 'vitest'
import { circuitBreaker } from '../index.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { isTripped, registry } from './index.ts'

function registryOn(options = {}) {
  const clock = new VirtualClock()
  const made: string[] = []
  const breakers = registry(
    (name) => {
      made.push(name)
      return circuitBreaker({ name, window: { inARow: 1 } }, { clock })
    },
    { maxSize: 3, idleMs: 1000, isNeeded: isTripped, ...options },
    { clock },
  )
  const keys = () => breakers.entries().map(([key]) => key)
  return { clock, breakers, made, keys }
}

test('makes one for each key, once', () => {
  const { breakers, made } = registryOn()
  expect(breakers.get('a')).toBe(breakers.get('a'))
  breakers.get('b')
  expect(breakers.peek('c')).toBeUndefined()
  expect(made).toEqual(['a', 'b'])
})

test('one too many puts out the one unused longest', () => {
  const { breakers, keys } = registryOn()
  for (const key of ['a', 'b', 'c', 'a', 'd']) breakers.get(key)
  expect(keys()).toEqual(['c', 'a', 'd'])
})

test('who was not asked for during the idle time is put out, without a timer', async () => {
  const { clock, breakers, keys } = registryOn()
  breakers.get('a')
  await clock.advance(600)
  breakers.get('b')
  await clock.advance(600)
  breakers.get('c')
  expect(keys()).toEqual(['b', 'c'])
  expect(clock.timers).toBe(0)
})

test('an open circuit outlives closed ones, but not the limit', () => {
  const { breakers, keys } = registryOn()
  breakers.get('a').acquire().failure()
  for (const key of ['b', 'c', 'd']) breakers.get(key)
  expect(keys()).toEqual(['a', 'c', 'd'])
  for (const key of ['b', 'c', 'd', 'e']) breakers.get(key).acquire().failure()
  expect(breakers.size).toBe(3)
  expect(keys()).not.toContain('a')
})

test('deleted is made anew', () => {
  const { breakers, made } = registryOn()
  breakers.get('a')
  expect(breakers.delete('a')).toBe(true)
  breakers.get('a')
  expect(made).toEqual(['a', 'a'])
})

test('options that make no sense are refused by name', () => {
  expect(() => registryOn({ maxSize: 0 })).toThrow('registry: maxSize is 0')
  expect(() => registryOn({ idle: 5 })).toThrow('idle is 5, and must be left out')
})
