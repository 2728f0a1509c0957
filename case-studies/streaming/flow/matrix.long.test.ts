import { expect, test } from 'vitest'
import { matrix } from './matrix.ts'
import { scenarioOf, verify } from './virtual.ts'

test.for(matrix({ before: '60s', lasts: '60s' }))(
  'while $name, every page comes, none of its rows is empty, and p99 is at most double',
  { timeout: 240_000 },
  async (one) => {
    const { findings, figures } = await verify(scenarioOf(one))
    expect(findings.filter(({ isMet }) => !isMet)).toEqual([])
    expect(figures.pages?.struck.requests).toBe(3_000)
  },
)
