import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { diagonal } from './matrix.ts'
import { type System, startSystem } from './system.ts'
import { verdictOn } from './verdict-in-processes.ts'

// one of each for a whole minute, as the slow pages of its beginning are a share of all; all others are in matrix-in-processes
const cases = diagonal({ before: '20s', lasts: '60s' })

// each case has a system of its own. More than three at once would measure each other
describe.each([[cases.slice(0, 3)], [cases.slice(3)]])('in real processes', (group) => {
  const systems: System[] = []
  // first, so that no start is in what one of them takes for normal
  beforeAll(async () => {
    for (const _ of group) systems.push(await startSystem())
  }, 180_000)
  afterAll(() => Promise.all(systems.map((system) => system.stop())))

  test.concurrent.for(group.map((one, i) => ({ ...one, i })))(
    'while $name, every page comes, whole and in time',
    { timeout: 300_000 },
    async ({ text, i }) => {
      expect(await verdictOn(systems[i] as System, text)).toMatchObject({
        code: 0,
        output: expect.stringContaining('3000 of 3000 were answered'),
      })
    },
  )
})
