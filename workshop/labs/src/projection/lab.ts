import type { Lab } from '../lab.ts'
import { judgeProjection, projectionStory } from './judge.ts'
import { playProjection, type SeenProjection } from './play.ts'
import {
  drawRealScenario,
  drawScenario,
  type ProjectionScenario,
  projectionScenario,
} from './scenario.ts'

/** A read model that is what the events say, whenever the process dies. */
export const projection: Lab<ProjectionScenario, SeenProjection> = {
  slug: 'projection',
  name: 'A projection that survives',
  version: '1.0.0',
  file: 'balances.ts',
  hints: [
    'Your process may die between any two writes. What is stored then, and what is not?',
    'Row and checkpoint belong together: `POST /batch` stores both or neither. And what does your service do with an event that it has seen already?',
    'Read the checkpoint when you start. Pass over events at or below it, fold the others into their rows, and store rows and the new checkpoint in one batch. Answer from the store.',
  ],
  schema: projectionScenario,
  scenario: drawScenario,
  real: drawRealScenario,
  play: playProjection,
  judge: judgeProjection,
  story: projectionStory,
}
