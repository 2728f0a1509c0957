import type { Lab } from '../lab.ts'
import { judgeRevision, revisionStory } from './judge.ts'
import { playRevision, type SeenRevision } from './play.ts'
import { drawScenario, type RevisionScenario, revisionScenario } from './scenario.ts'

/** Decides on what it has seen, and is told when that is not so any more. */
export const expectedRevision: Lab<RevisionScenario, SeenRevision> = {
  slug: 'expected-revision',
  name: 'Append with expected revision',
  version: '1.0.0',
  file: 'inventory.ts',
  hints: [
    'Between your read and your append others write. Who tells you?',
    'Send the `revision` of your read as `expected`. On 409 what you decided is worth nothing: read again, and decide again.',
    'Before you decide, look whether the order is in the log already: it may have been sent twice, or your append was stored and its answer lost. Give each call to the log a deadline of its own.',
  ],
  schema: revisionScenario,
  scenario: drawScenario,
  real: drawScenario,
  play: playRevision,
  judge: judgeRevision,
  story: revisionStory,
}
