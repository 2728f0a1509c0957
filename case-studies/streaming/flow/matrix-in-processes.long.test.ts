import { expect, test } from 'vitest'
import { beside } from './matrix.ts'
import { verdictInProcesses } from './verdict-in-processes.ts'

// the others are in real.long.test.ts
test.for(beside({ before: '20s', lasts: '60s' }))(
  'in real processes: while $name, every page comes, none of its rows is empty, and p99 is at most double',
  { timeout: 300_000 },
  async ({ text }) => {
    expect(await verdictInProcesses(text)).toMatchObject({
      code: 0,
      output: expect.stringContaining('3000 of 3000 were answered'),
    })
  },
)
