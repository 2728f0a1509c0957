import { expect, test } from 'vitest'
import { chance, keyed, seededRandom } from './index.ts'
import { systemRandom } from './node/random.ts'

test('a seed gives the same stream on every machine', () => {
  const random = seededRandom(42)
  expect([random.next(), random.next()].map((x) => x.toFixed(9))).toEqual([
    '0.601103752',
    '0.448290559',
  ])
  expect([...seededRandom(7).fill(new Uint8Array(4))]).toEqual([2, 15, 250, 178])
})

test('seeds next to each other give unrelated streams', () => {
  const first = Array.from({ length: 1000 }, (_, seed) => seededRandom(seed).next())
  const mean = first.reduce((sum, x) => sum + x, 0) / first.length
  expect(new Set(first).size).toBe(1000)
  expect(mean).toBeGreaterThan(0.45)
  expect(mean).toBeLessThan(0.55)
})

test('keyed chance depends on every part of its key, and on where the parts are cut', () => {
  const keys = [
    [1, 'a', 'b'],
    [2, 'a', 'b'],
    [1, 'b', 'a'],
    [1, 'ab'],
    [1, 'a', 'b', ''],
    [1, 'a', 1],
  ] as const
  const drawn = keys.map(([seed, ...key]) => keyed(seed, ...key))
  expect(new Set(drawn).size).toBe(keys.length)
  expect(chance(1, 'a', 'b')).toBe(keyed(1, 'a', 'b') / 2 ** 32)
})

test('the numbers of a link are spread evenly', () => {
  const buckets = new Array<number>(10).fill(0)
  for (let n = 0; n < 10_000; n++) {
    const bucket = Math.floor(chance(5, 'orders>payments', n, 'drop') * 10)
    buckets[bucket] = (buckets[bucket] as number) + 1
  }
  for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(150)
})

test("the system's bytes are filled beyond its pool, and never handed out twice", () => {
  const large = systemRandom.fill(new Uint8Array(10_000))
  expect(new Set(large).size).toBe(256)
  const small = Array.from({ length: 1000 }, () =>
    Buffer.from(systemRandom.fill(new Uint8Array(8))).toString('hex'),
  )
  expect(new Set(small).size).toBe(1000)
})
