import { expect, test } from 'vitest'
import { diagonal } from './matrix.ts'
import { verdictInProcesses } from './verdict-in-processes.ts'

// one of each for a whole minute, as the slow pages of its beginning are a share of all; every one is in matrix-in-processes
test.for(diagonal({ before: '20s', lasts: '60s' }))(
  'in real processes: while $name, every page comes, whole and in time',
  { timeout: 300_000 },
  async ({ text }) => {
    expect(await verdictInProcesses(text)).toMatchObject({
      code: 0,
      output: expect.stringContaining('3000 of 3000 were answered'),
    })
  },
)
