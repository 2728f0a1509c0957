import { expect, it } from 'vitest'
import { tally } from '../test-kit/tally.ts'

it('800 synthetic applications are decided and replayed without a mismatch, with every outcome and every fault among them', async () => {
  const { outcomes, failures, mismatches } = await tally(1, 0, 800)
  expect(mismatches).toEqual([])
  for (const outcome of ['approved', 'counter-offered', 'declined', 'referred'])
    expect(outcomes.get(outcome) ?? 0, outcome).toBeGreaterThanOrEqual(8)
  // every rule fails, those that few applications meet included
  expect([...failures].filter(([, count]) => count === 0)).toEqual([])
})
