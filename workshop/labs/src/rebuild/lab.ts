import type { Lab } from '../lab.ts'
import { judgeRebuild, rebuildStory } from './judge.ts'
import { playRebuild, type SeenRebuild } from './play.ts'
import {
  drawRealScenario,
  drawScenario,
  type RebuildScenario,
  rebuildScenario,
} from './scenario.ts'

/** Comes up from its log as it was, wherever it died. */
export const rebuild: Lab<RebuildScenario, SeenRebuild> = {
  slug: 'rebuild',
  name: 'Rebuild after a crash',
  version: '1.0.0',
  file: 'accounts.ts',
  hints: [
    'Your service has a past that it reads and a world that it acts on. Which of the two may a replay touch?',
    'One function applies an event to the state and does nothing else: no clock, no letter. What has to be done follows from the state, and that it was done is an event as well.',
    'At the start: read the log, drop what stands after the last line break and truncate the file to that, apply each line. A loan with nothing owed and no `LetterSent` has a letter due; look for such loans now and then, and append `LetterSent` when it was answered 200.',
  ],
  schema: rebuildScenario,
  scenario: drawScenario,
  real: drawRealScenario,
  play: playRebuild,
  judge: judgeRebuild,
  story: rebuildStory,
}
