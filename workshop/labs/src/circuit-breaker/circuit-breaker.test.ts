import { describe } from 'vitest'
import { proves } from '../test-kit/proof.ts'
import { start as withThePackage } from './files/right/with-the-package.ts'
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
  proves(
    circuitBreaker,
    solution,
    [
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
    ],
    [['the breaker of the package', withThePackage]],
  )
})
