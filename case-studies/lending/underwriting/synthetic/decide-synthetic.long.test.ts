import { expect, it } from 'vitest'
import { type Tally, tally } from '../test-kit/tally.ts'

const total = 100_000
/** A log in memory has room for so many. */
const batch = 2_500

it('100,000 synthetic applications are decided and replayed: no mismatch, every outcome at least 1 %, every rule fails at least 100 times', {
  timeout: 1_800_000,
}, async () => {
  const outcomes = new Map<string, number>()
  const failures = new Map<string, number>()
  const add = (to: Map<string, number>, from: Tally['outcomes']) => {
    for (const [key, count] of from) to.set(key, (to.get(key) ?? 0) + count)
  }
  let decided = 0
  for (let from = 0; from < total; from += batch) {
    const one = await tally(2, from, batch)
    expect(one.mismatches).toEqual([])
    decided += one.decided
    add(outcomes, one.outcomes)
    add(failures, one.failures)
  }
  expect(decided).toBe(total)
  for (const outcome of ['approved', 'counter-offered', 'declined', 'referred'])
    expect(outcomes.get(outcome) ?? 0, outcome).toBeGreaterThanOrEqual(total / 100)
  for (const [rule, count] of failures) expect(count, rule).toBeGreaterThanOrEqual(100)
})
