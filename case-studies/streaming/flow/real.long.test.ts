import { expect, test } from 'vitest'
import { diagonal } from './matrix.ts'
import { verdictInProcesses } from './verdict-in-processes.ts'

// one of each; all of them for a whole minute are in matrix-in-processes
test.for(diagonal({ before: '10s', lasts: '40s' }))(
  'in real processes: while $name, every page comes, whole and in time',
  { timeout: 300_000 },
  async ({ text }) => {
    expect(await verdictInProcesses(text)).toMatchObject({
      code: 0,
      output: expect.stringContaining('2000 of 2000 were answered'),
    })
  },
)
