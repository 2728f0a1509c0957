import { describe, expect, it } from 'vitest'
import { diagram } from '../grading/diagram.ts'
import { grade } from '../grading/grade.ts'
import { readReplayCode } from '../grading/replay-code.ts'
import { play } from '../grading/run.ts'
import { publicSeeds } from '../grading/seeds.ts'
import { start as solution } from './files/solution/decisions.ts'
import { start as starter } from './files/starter/decisions.ts'
import { start as budgetRestarted } from './files/wrong/budget-restarted.ts'
import { start as defaultScore } from './files/wrong/default-score.ts'
import { start as noReserve } from './files/wrong/no-reserve.ts'
import { start as raceWithoutAbort } from './files/wrong/race-without-abort.ts'
import { start as refusesEverything } from './files/wrong/refuses-everything.ts'
import { start as tightTimeouts } from './files/wrong/tight-timeouts.ts'
import { start as timerLeft } from './files/wrong/timer-left.ts'
import { deadline } from './lab.ts'
import type { DeadlineScenario } from './scenario.ts'

describe('the lab of deadlines is proved', () => {
  it('the reference solution passes', async () => {
    const report = await grade(deadline, solution, publicSeeds(50))
    expect(report).toMatchObject({ verdict: 'pass', runs: 50 })
    expect(report.inconclusive).toBeLessThan(5)
  })

  it.each([
    ['the starter', starter, 'LATE'],
    ['a budget that every hop gets anew', budgetRestarted, 'BUDGET_RESTARTED'],
    ['a race that nobody else hears of', raceWithoutAbort, 'ABANDONED'],
    ['a score made up when the bureau is late', defaultScore, 'WRONG_ANSWER'],
    ['a deadline with nothing kept for the answer', noReserve, 'LATE'],
    ['timeouts shorter than the client would wait', tightTimeouts, 'USELESS'],
    ['refusing everything', refusesEverything, 'USELESS'],
    ['a timer that nobody cancels', timerLeft, 'LEAK'],
  ])('%s is refused within fifty seeds, for its own reason', async (_, start, code) => {
    const { verdict, failure } = await grade(deadline, start, publicSeeds(50))
    expect({ verdict, code: failure?.code }).toEqual({ verdict: 'fail', code })
    // in the fewest faults, and it can be played again from its code alone
    const smallest = readReplayCode(deadline, failure?.replay ?? '') as DeadlineScenario
    expect(smallest).toEqual(failure?.scenario)
    expect(smallest.faults.length).toBeLessThan(2)
    expect(smallest.requests.length).toBeLessThan(3)
    const again = await play(deadline, smallest, start)
    expect(again.judgement).toMatchObject({ verdict: 'fail', code, measured: failure?.measured })
    expect(again.story).toEqual(failure?.story)
    const [heads] = diagram(again.story)
    for (const name of ['client', 'decisions']) expect(heads).toContain(name)
  })

  it('a run in which no fault met a request shows nothing', async () => {
    const scenario = deadline.scenario(1)
    const elsewhere = {
      ...scenario,
      faults: [{ kind: 'stall', service: 'bureau', at: 500_000, for: 1 } as const],
    }
    const { judgement } = await play(deadline, elsewhere, solution)
    expect(judgement).toMatchObject({ verdict: 'inconclusive' })
    const never = { ...deadline, scenario: () => elsewhere }
    expect(await grade(never, solution, publicSeeds(5))).toMatchObject({
      verdict: 'inconclusive',
      inconclusive: 5,
    })
    expect(await grade(never, solution, [])).toMatchObject({ verdict: 'inconclusive' })
  })
})
