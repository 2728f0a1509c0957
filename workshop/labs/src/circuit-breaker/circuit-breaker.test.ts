import { json, type Ports, type Running, reply } from '@watertight/ports'
import { circuitBreaker as breaker, pipeline, timeout } from '@watertight/resilience'
import { describe, expect, it } from 'vitest'
import { grade } from '../grading/grade.ts'
import { publicSeeds } from '../grading/seeds.ts'
import { proves } from '../test-kit/proof.ts'
import { start as solution } from './files/solution/home.ts'
import { start as starter } from './files/starter/home.ts'
import { start as allProbe } from './files/wrong/all-probe.ts'
import { start as closesByTimer } from './files/wrong/closes-by-timer.ts'
import { start as emptyPage } from './files/wrong/empty-page.ts'
import { start as leaversCounted } from './files/wrong/leavers-counted.ts'
import { start as madeUpRows } from './files/wrong/made-up-rows.ts'
import { start as noBreaker } from './files/wrong/no-breaker.ts'
import { start as noMinimum } from './files/wrong/no-minimum.ts'
import { start as oneForBoth } from './files/wrong/one-for-both.ts'
import { start as probeKept } from './files/wrong/probe-kept.ts'
import { start as unknownCounted } from './files/wrong/unknown-counted.ts'
import { start as waitsForTheProbe } from './files/wrong/waits-for-the-probe.ts'
import { circuitBreaker } from './lab.ts'

describe('the lab of circuit breakers is proved', () => {
  proves(circuitBreaker, solution, [
    ['the starter, which never asks again', starter, 'STUCK'],
    ['no breaker', noBreaker, 'HAMMERED'],
    ['a breaker that a timer closes', closesByTimer, 'HAMMERED'],
    ['half-open for everybody', allProbe, 'STAMPEDE'],
    ['a line behind the probe', waitsForTheProbe, 'SLOW'],
    ['a probe whose viewer leaves, and that keeps its place', probeKept, 'STUCK'],
    ['one breaker for both', oneForBoth, 'SHARED'],
    ['viewers who leave, counted as failures', leaversCounted, 'CALLERS_BLAMED'],
    ['404, counted as a failure', unknownCounted, 'CALLERS_BLAMED'],
    ['a rate of one call in one', noMinimum, 'NO_EVIDENCE'],
    ['rows made up', madeUpRows, 'WRONG_ANSWER'],
    ['a page without rows', emptyPage, 'USELESS'],
  ])

  it('the breaker of the package passes as well', async () => {
    const report = await grade(circuitBreaker, withThePackage, publicSeeds(20))
    expect(report).toMatchObject({ verdict: 'pass', runs: 20 })
  })
})

async function withThePackage({ clock, transport }: Ports): Promise<Running> {
  const door = (name: string) => {
    const window = { calls: 10 }
    const waits = { openMs: 600, openFactor: 1, openJitter: 0, ramp: [1] }
    const policy = breaker({ name, window, minimumCalls: 5, ...waits }, { clock })
    return pipeline(name, [policy, timeout(250)], { clock })
  }
  const doors = { ratings: door('ratings'), recommendations: door('recommendations') }
  const server = await transport.serve('home', async ({ path, signal }) => {
    const viewer = path.split('/').at(-1) ?? ''
    const row = async (to: keyof typeof doors) => {
      const asked = await doors[to].tryRun(
        async ({ deadline, signal }) => {
          const call = { to, method: 'GET', path: `/for/${viewer}`, deadline, signal }
          const { status, body } = await transport.call(call)
          if (status >= 500) throw new Error(`${to} answered ${status}`)
          return status === 404 ? [] : (json(body) as { films: string[] }).films
        },
        { signal },
      )
      return asked.ok ? asked.value : null
    }
    const [ratings, recommendations] = await Promise.all([row('ratings'), row('recommendations')])
    return reply(200, { ratings, recommendations })
  })
  return { stop: () => server.close() }
}
