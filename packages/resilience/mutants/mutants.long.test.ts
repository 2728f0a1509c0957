import { expect, test } from 'vitest'
import { runMutants } from './run-mutants.ts'

test('of forty mutants of the breaker none survives without a reason', {
  timeout: 600_000,
}, async () => {
  const { tried, unexplained, killed, gone } = await runMutants({ sample: 40, seed: 7 })
  expect(tried).toHaveLength(40)
  expect({ unexplained, killed: killed.map((it) => it.mutant.name), gone }).toEqual({
    unexplained: [],
    killed: [],
    gone: [],
  })
})
