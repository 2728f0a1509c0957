import { afterAll, beforeAll, expect, test } from 'vitest'
import { diagonal } from './matrix.ts'
import { type System, startSystem } from './system.ts'
import { verdictOn } from './verdict-in-processes.ts'

// one of each for a whole minute, as the slow pages of its beginning are a share of all; all others are in matrix-in-processes
const cases = diagonal({ before: '20s', lasts: '60s' })
const systems: System[] = []

// each case has a system of its own, and all run at once: they start first, so that no start is in what one of them takes for normal
beforeAll(async () => {
  for (const _ of cases) systems.push(await startSystem())
}, 240_000)
afterAll(() => Promise.all(systems.map((system) => system.stop())))

test.concurrent.for(cases.map((one, i) => ({ ...one, i })))(
  'in real processes: while $name, every page comes, whole and in time',
  { timeout: 300_000 },
  async ({ text, i }) => {
    expect(await verdictOn(systems[i] as System, text)).toMatchObject({
      code: 0,
      output: expect.stringContaining('3000 of 3000 were answered'),
    })
  },
)
