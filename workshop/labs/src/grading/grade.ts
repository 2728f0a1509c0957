import type { Start } from '@watertight/ports'
import type { Failing, Lab, Moment, Scenario } from '../lab.ts'
import type { Recording } from '../rigs/recording.ts'
import { readReplayCode, replayCode } from './replay-code.ts'
import { play } from './run.ts'
import { shrink } from './shrink.ts'

export interface Report {
  readonly lab: string
  readonly version: string
  readonly verdict: 'pass' | 'fail' | 'inconclusive'
  /** Runs that were made, and how many of them showed nothing. */
  readonly runs: number
  readonly inconclusive: number
  readonly failure?: Failure
  /** Why the last run that showed nothing did not. */
  readonly unclear?: string
}

/** Why, in the fewest faults it takes, and how to see it again. */
export interface Failure extends Failing {
  /** Of the first run that failed. */
  readonly seed?: number
  readonly scenario?: Scenario
  readonly replay?: string
  readonly story?: readonly Moment[]
  readonly recording?: Recording
}

/** Of the runs, this part may show nothing; with more, nothing was shown. */
const mostInconclusive = 0.2

export interface GradeOptions {
  /** Told how many runs there were, after each of them. */
  readonly progressed?: (runs: number) => void
  /** The code of a run that is played before all others. */
  readonly replay?: string | undefined
}

/** Plays a lab with each seed until one fails. It passes when none does and enough of them showed something. */
export async function grade<S extends Scenario, Seen>(
  lab: Lab<S, Seen>,
  start: Start,
  seeds: readonly number[],
  { progressed = () => {}, replay }: GradeOptions = {},
): Promise<Report> {
  const about = { lab: lab.slug, version: lab.version }
  let [runs, inconclusive] = [0, 0]
  const again = replay === undefined ? undefined : readReplayCode(lab, replay)
  const scenarios = function* () {
    if (again) yield again
    for (const seed of seeds) yield lab.scenario(seed)
  }
  for (const scenario of scenarios()) {
    const { judgement } = await play(lab, scenario, start)
    runs++
    progressed(runs)
    if (judgement.verdict === 'inconclusive') inconclusive++
    if (judgement.verdict !== 'fail') continue
    const failure = await explain(lab, scenario, start, judgement, progressed)
    return {
      ...about,
      verdict: 'fail',
      runs,
      inconclusive,
      failure: { ...failure, seed: scenario.seed },
    }
  }
  const isShown = runs > 0 && inconclusive <= runs * mostInconclusive
  return { ...about, verdict: isShown ? 'pass' : 'inconclusive', runs, inconclusive }
}

/** Time and chance that come from elsewhere than the ports. */
const notRepeatable = (code: string): Failure => ({
  code: 'NOT_REPEATABLE',
  says: 'Your service does not do the same twice, though nothing around it changed.',
  expected: 'time and chance from the ports alone, and nothing kept from one run to the next',
  measured: `${code}, and then not`,
})

async function explain<S extends Scenario, Seen>(
  lab: Lab<S, Seen>,
  scenario: S,
  start: Start,
  { code }: Failing,
  progressed: (runs: number) => void,
): Promise<Failure> {
  let runs = 0
  const smallest = await shrink(scenario, async (smaller) => {
    progressed(++runs)
    const { judgement } = await play(lab, smaller, start)
    return judgement.verdict === 'fail' && judgement.code === code
  })
  const { judgement, story, recording } = await play(lab, smallest, start)
  if (judgement.verdict !== 'fail') return notRepeatable(code)
  const { verdict: _, ...failing } = judgement
  const replay = replayCode(lab, smallest)
  return { ...failing, scenario: smallest, replay, story, recording }
}
