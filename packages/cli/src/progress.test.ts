import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Output } from './output.ts'
import { progress } from './progress.ts'

function setUp(isTerminal: boolean, total?: number) {
  const clock = { time: 0, now: () => clock.time }
  const written: string[] = []
  const out: Output = {
    isTerminal,
    columns: 80,
    write: (text) => void written.push(text),
    line: (text) => void written.push(`${text}\n`),
    style: (_, text) => text,
  }
  const bar = progress({ unit: 'rows', ...(total !== undefined && { total }) }, { clock, out })
  return { clock, written, bar }
}

describe('on a terminal', () => {
  test('one line with bar, rate and time left is drawn again', () => {
    const { clock, written, bar } = setUp(true, 42_481)
    clock.time = 10_000
    bar.update(10_000, '3 refused')
    expect(written).toEqual([
      '\r██████░░░░░░░░░░░░░░░░░░ 10,000 of 42,481 rows, 1,000/s, 33 s left, 3 refused\u001b[K',
    ])
    bar.done()
    expect(written.at(-1)).toBe('\n')
  })

  test('it is drawn at most ten times a second', () => {
    const { clock, written, bar } = setUp(true, 10_000)
    for (clock.time = 0; clock.time < 1_000; clock.time++) bar.update(clock.time)
    expect(written).toHaveLength(10)
  })

  test('it never wraps', () => {
    const { written, bar } = setUp(true, 100)
    bar.update(1, 'x'.repeat(200))
    expect(stripVTControlCharacters(written[0] ?? '').trim()).toHaveLength(79)
  })

  test('the last state stays, however soon it comes after the one before', () => {
    const { written, bar } = setUp(true, 100)
    bar.update(99)
    bar.update(100)
    bar.done()
    expect(written.join('')).toContain('100 of 100 rows')
  })
})

describe('elsewhere', () => {
  test('a line is written every tenth of the total', () => {
    const { written, bar } = setUp(false, 1_000)
    for (let done = 0; done <= 1_000; done++) bar.update(done)
    bar.done()
    expect(written).toHaveLength(11)
    expect(written.at(-1)).toBe('1,000 of 1,000 rows\n')
  })

  test('a line is written every five seconds when the total is not known', () => {
    const { clock, written, bar } = setUp(false)
    for (clock.time = 0; clock.time <= 20_000; clock.time += 100) bar.update(clock.time / 100)
    expect(written).toHaveLength(5)
    expect(written[1]).toBe('50 rows, 10/s\n')
  })
})

test('the rate forgets what is more than ten seconds ago', () => {
  const { clock, written, bar } = setUp(false, 1_000_000)
  for (clock.time = 0; clock.time < 60_000; clock.time += 1_000) bar.update(clock.time)
  for (; clock.time <= 80_000; clock.time += 1_000) bar.update(60_000 + (clock.time - 60_000) / 10)
  expect(written.at(-1)).toBe('62,000 of 1,000,000 rows, 100/s, 2 h 36 min left\n')
})
