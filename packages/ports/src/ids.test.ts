import { expect, test } from 'vitest'
import { seededRandom, uuidv7 } from './index.ts'

const time = (id: string) => Number.parseInt(id.replace('-', '').slice(0, 12), 16)

test('ids keep rising while the clock steps back, and follow it again when it has caught up', () => {
  let now = 1_800_000_000_000
  const ids = uuidv7({ wallTime: () => now }, seededRandom(1))
  const made = [ids.next()]
  now -= 3_600_000
  for (let i = 0; i < 100; i++) made.push(ids.next())
  now += 3_600_005
  made.push(ids.next())
  expect([...made].sort()).toEqual(made)
  expect(new Set(made).size).toBe(made.length)
  expect(made.slice(0, 101).every((id) => time(id) === 1_800_000_000_000)).toBe(true)
  expect(time(made[101] as string)).toBe(1_800_000_000_005)
})

test('more ids in one millisecond than the counter holds borrow from the next', () => {
  const ids = uuidv7({ wallTime: () => 1_800_000_000_000.7 }, seededRandom(2))
  const made = Array.from({ length: 20_000 }, () => ids.next())
  expect([...made].sort()).toEqual(made)
  expect(new Set(made).size).toBe(made.length)
  expect(time(made[0] as string)).toBe(1_800_000_000_000)
  expect(time(made.at(-1) as string)).toBeLessThan(1_800_000_000_007)
})

test('version and variant are where RFC 9562 puts them', () => {
  const ids = uuidv7({ wallTime: () => 0 }, { next: () => 0, fill: (bytes) => bytes.fill(0xff) })
  expect(ids.next()).toBe('00000000-0000-7000-bfff-ffffffffffff')
})
