import { expect, test } from 'vitest'
import { Changes } from './changes.ts'

test('what is the same again is no change, and what is undefined is gone', () => {
  const changes = new Changes(10)
  expect(changes.record(1, { a: { n: 1 }, b: 2 })).toBe(true)
  expect(changes.record(2, { a: { n: 1 }, b: 2 })).toBe(false)
  expect(changes.record(3, { a: { n: 1 }, b: undefined })).toBe(true)
  expect(changes.record(4, { b: undefined })).toBe(false)
  expect(changes.snapshot(5)).toEqual({ at: 5, entries: { a: { n: 1 } } })
  expect(changes.after(1)).toEqual([{ number: 2, change: { at: 3, entries: { b: null } } }])
})

test('a snapshot and the changes after it are the next snapshot', () => {
  const changes = new Changes(10)
  changes.record(1, { a: 1, b: 1 })
  const { entries } = changes.snapshot(1)
  const { number } = changes
  changes.record(2, { a: 2, c: 1 })
  changes.record(3, { b: undefined, c: 2 })
  const replayed = new Map(Object.entries(entries))
  for (const { change } of changes.after(number) ?? [])
    for (const [key, value] of Object.entries(change.entries))
      if (value === null) replayed.delete(key)
      else replayed.set(key, value)
  expect(Object.fromEntries(replayed)).toEqual(changes.snapshot(3).entries)
})

test('whoever has missed more than is kept is told so', () => {
  const changes = new Changes(3)
  for (let n = 1; n <= 5; n++) changes.record(n, { n })
  expect(changes.after(2)?.map(({ number }) => number)).toEqual([3, 4, 5])
  expect(changes.after(5)).toEqual([])
  expect(changes.after(1)).toBeUndefined()
  expect(changes.after(6)).toBeUndefined()
})
