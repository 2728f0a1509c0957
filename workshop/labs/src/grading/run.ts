import type { Start } from '@watertight/ports'
import type { Judgement, Lab, Moment, Scenario } from '../lab.ts'
import type { Recording } from '../rigs/recording.ts'
import { virtualRig } from '../rigs/virtual-rig.ts'

export interface Played {
  readonly judgement: Judgement
  readonly story: readonly Moment[]
  readonly recording: Recording
}

/** Plays one scenario in virtual time and judges it. A service that breaks has failed. */
export async function play<S extends Scenario, Seen>(
  lab: Lab<S, Seen>,
  scenario: S,
  start: Start,
): Promise<Played> {
  const rig = virtualRig(scenario.seed, start)
  try {
    const seen = await lab.play(scenario, rig)
    const judgement = lab.judge(scenario, seen)
    const story = [...lab.story(scenario, seen), ...rig.said()]
    return { judgement, story, recording: rig.recording() }
  } catch (error) {
    return { judgement: broke(error), story: rig.said(), recording: rig.recording() }
  } finally {
    await rig.stop().catch(() => {})
  }
}

/** It did not even answer wrongly. */
const broke = (error: unknown): Judgement => ({
  verdict: 'fail',
  code: 'BROKE',
  says: 'Your service broke, or never came to an end.',
  expected: 'a service that starts, answers and stops',
  measured: error instanceof Error ? error.message : String(error),
})
