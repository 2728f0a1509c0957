import { expect, test } from 'vitest'
import { Versioned } from './versioned.ts'

const numbers = () => new Versioned<number>((a, b) => a === b)

test('what has changed since a version is told, what was removed too', () => {
  const items = numbers()
  items.set('a', 1, 1)
  items.set('b', 1, 1)
  items.set('a', 2, 2)
  items.set('b', undefined, 3)
  expect([...items.since(1)]).toEqual([
    ['a', 2],
    ['b', undefined],
  ])
  expect([...items.since(2)]).toEqual([['b', undefined]])
  expect([...items.since(3)]).toEqual([])
  expect([...items.all()]).toEqual([['a', 2]])
  expect(items.names()).toEqual(['a'])
})

test('the same again is no change', () => {
  const items = numbers()
  expect(items.set('a', undefined, 1)).toBe(false)
  expect(items.set('a', 1, 1)).toBe(true)
  expect(items.set('a', 1, 2)).toBe(false)
  expect([...items.since(1)]).toEqual([])
})

test('names that come and go without end do not fill the memory: who is far behind gets everything', () => {
  const items = numbers()
  for (let i = 1; i <= 5_000; i++) {
    items.set(`name-${i}`, i, 2 * i)
    items.set(`name-${i}`, undefined, 2 * i + 1)
    if (i % 250 === 0) expect(items.since(0).size).toBeLessThanOrEqual(1_001)
  }
  expect(items.remembers(0)).toBe(false)
  expect(items.remembers(10_001)).toBe(true)
})
