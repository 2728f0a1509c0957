import type { Lab } from '../lab.ts'
import { judgeDeadline, storyOf } from './judge.ts'
import { playDeadline, type SeenDeadline } from './play.ts'
import {
  type DeadlineScenario,
  deadlineScenario,
  drawRealScenario,
  drawScenario,
} from './scenario.ts'

/** One time budget for each request, passed on and kept. */
export const deadline: Lab<DeadlineScenario, SeenDeadline> = {
  slug: 'deadline',
  name: 'Deadline',
  version: '1.0.0',
  file: 'decisions.ts',
  hints: [
    'The client says how long it waits. Who else would want to know?',
    'Every call takes a deadline. What is left of the budget when the second one begins, and what does the answer itself take?',
    'Pass `request.deadline`, less 100 ms for your own answer, to every call; when a call is not answered in time, answer 503.',
  ],
  schema: deadlineScenario,
  scenario: drawScenario,
  real: drawRealScenario,
  play: playDeadline,
  judge: judgeDeadline,
  story: storyOf,
}
