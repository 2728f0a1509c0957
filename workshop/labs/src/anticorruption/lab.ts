import type { Lab } from '../lab.ts'
import { dialectStory, judgeDialect } from './judge.ts'
import { playDialect, type SeenDialect } from './play.ts'
import { type DialectScenario, dialectScenario, drawScenario } from './scenario.ts'

/** Others' words end at the border. */
export const anticorruption: Lab<DialectScenario, SeenDialect> = {
  slug: 'anticorruption',
  name: 'An anticorruption layer',
  version: '1.0.0',
  file: 'origination.ts',
  hints: [
    'Read your log as somebody would in five years, when this bureau is gone. Which words do they know?',
    'Write down first what you want to know, in your words. Then a reader for each dialect gives that, or why it cannot; the rest of the service never sees an answer.',
    'Each reader checks version, person and codes before it reads. What is not known is `NotUnderstood`, never a default; what is more than was promised is passed over. Turn units over: risk into score, a year or a quarter into a month.',
  ],
  schema: dialectScenario,
  scenario: drawScenario,
  real: drawScenario,
  play: playDialect,
  judge: judgeDialect,
  story: dialectStory,
}
