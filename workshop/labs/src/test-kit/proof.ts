import type { Start } from '@watertight/ports'
import { expect, it } from 'vitest'
import { grade } from '../grading/grade.ts'
import { readReplayCode } from '../grading/replay-code.ts'
import { play } from '../grading/run.ts'
import { publicSeeds } from '../grading/seeds.ts'
import type { Lab } from '../lab.ts'

/** A lab is worth something when its solution passes, when whatever else is right passes as well, and what only looks right is refused for its own reason. Five hundred seeds are played by `npm run test:long`. */
export function proves(
  lab: Lab<any, any>,
  solution: Start,
  refused: readonly (readonly [what: string, start: Start, code: string])[],
  alsoRight: readonly (readonly [what: string, start: Start])[] = [],
): void {
  it('the reference solution passes', async () => {
    const report = await grade(lab, solution, publicSeeds(50))
    expect(report).toMatchObject({ verdict: 'pass', runs: 50 })
    expect(report.inconclusive).toBeLessThan(5)
  })

  it.each(alsoRight)('%s is as right, and passes', async (_, start) => {
    expect(await grade(lab, start, publicSeeds(20))).toMatchObject({ verdict: 'pass', runs: 20 })
  })

  it.each(refused)(
    '%s is refused within fifty seeds, for its own reason',
    async (_, start, code) => {
      const { verdict, failure } = await grade(lab, start, publicSeeds(50))
      expect({ verdict, code: failure?.code }).toEqual({ verdict: 'fail', code })
      // it can be played again from its code alone
      const smallest = readReplayCode(lab, failure?.replay ?? '')
      expect(smallest).toEqual(failure?.scenario)
      const again = await play(lab, smallest, start)
      expect(again.judgement).toMatchObject({ verdict: 'fail', code, measured: failure?.measured })
      expect(again.story).toEqual(failure?.story)
      // what broke cannot be asked what it saw
      if (code !== 'BROKE') expect(again.story.length).toBeGreaterThan(0)
    },
  )

  it('a seed draws a scenario within the published form, in real time as well', () => {
    for (const seed of [0, 1, 2 ** 32 - 1])
      for (const scenario of [lab.scenario(seed), lab.real(seed)])
        expect(lab.schema.parse(scenario)).toEqual(scenario)
  })
}
