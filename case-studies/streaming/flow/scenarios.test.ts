import { expect, test } from 'vitest'
import { scenarioFiles, scenarioOf, verify } from './virtual.ts'

// a minute and a half of virtual time, which a busy machine may take half a minute for
const options = { timeout: 240_000 }

test.for(scenarioFiles)('$name ends as it says', options, async (file) => {
  const { findings } = await verify(scenarioOf(file))
  expect(findings.length).toBeGreaterThan(2)
  expect(findings.filter(({ isMet }) => !isMet)).toEqual([])
})
