import type { Lab } from '../lab.ts'
import { aggregateStory, judgeAggregate } from './judge.ts'
import { playAggregate, type SeenAggregate } from './play.ts'
import { type AggregateScenario, aggregateScenario, drawScenario } from './scenario.ts'

/** Rules that hold through every door. */
export const aggregate: Lab<AggregateScenario, SeenAggregate> = {
  slug: 'aggregate',
  name: 'The aggregate keeps its rules',
  version: '1.0.0',
  file: 'credit.ts',
  hints: [
    'Through how many doors does something come in, and at which of them are the rules?',
    'One function decides: from a state and a command to an event or a refusal. Another says what an event does to the state. All doors go through them, and nothing waits between deciding and recording.',
    'Ask risk first, then take the state as it is, decide command after command on a copy, and record all events at once, or none. `Money` and `refuse` are in `@watertight/domain`; `owed.allocate(…)` shares out without losing a cent.',
  ],
  schema: aggregateScenario,
  scenario: drawScenario,
  real: drawScenario,
  play: playAggregate,
  judge: judgeAggregate,
  story: aggregateStory,
}
