import type { Lab } from '../lab.ts'
import { breakerStory, judgeBreaker } from './judge.ts'
import { playBreaker, type SeenBreaker } from './play.ts'
import {
  type BreakerScenario,
  breakerScenario,
  drawRealScenario,
  drawScenario,
} from './scenario.ts'

/** Stops calling what is down, and finds out gently when it is back. */
export const circuitBreaker: Lab<BreakerScenario, SeenBreaker> = {
  slug: 'circuit-breaker',
  name: 'Circuit breaker',
  version: '1.0.0',
  file: 'home.ts',
  hints: [
    'The starter knows when to stop. What would have to happen for it to begin again, and what must not happen then?',
    'A breaker for each of the two, with three states. Closed: judge the last ten calls, never fewer than five. Open: ask nobody for a second. Half-open: one call looks, all others are refused at once.',
    'Three outcomes, not two: an answer below 500 is a success, 500 and silence are failures, and WT_ABORTED is neither; a probe that ends so gives its place back.',
  ],
  schema: breakerScenario,
  scenario: drawScenario,
  real: drawRealScenario,
  play: playBreaker,
  judge: judgeBreaker,
  story: breakerStory,
}
