import type { Clock } from '@watertight/ports'
import type { Judgement, Lab, Moment, Scenario } from '../lab.ts'
import { Broken, realRig } from '../rigs/real-rig.ts'
import { realFile } from '../sandbox/fenced-process.ts'
import { type SandboxLimits, sandboxLimits } from '../sandbox/limits.ts'
import type { Failure, Report } from './grade.ts'
import { replayCode } from './replay-code.ts'
import type { Played } from './run.ts'

export interface GradeRealOptions {
  readonly clock: Clock
  readonly seeds: readonly number[]
  /** How many runs have to pass; seeds beyond them are for runs that show nothing. */
  readonly runs?: number
  readonly limits?: Partial<SandboxLimits>
  readonly signal?: AbortSignal | undefined
}

/** Half of the shortest time that a rule of a lab measures: a machine that was later than this may have broken the rule itself. */
const mostLateMs = 50

/** Plays a lab with processes, sockets and time as they are. Rejects with the signal's reason when it fires. */
export async function gradeReal<S extends Scenario, Seen>(
  lab: Lab<S, Seen>,
  file: string,
  { seeds, runs: wanted = 2, ...options }: GradeRealOptions,
): Promise<Report> {
  const about = { lab: lab.slug, version: lab.version }
  let [runs, inconclusive] = [0, 0]
  let unclear: string | undefined
  for (const seed of seeds) {
    const scenario = lab.real(seed)
    const { judgement, story, recording } = await playReal(lab, scenario, file, options)
    runs++
    if (judgement.verdict === 'inconclusive') {
      inconclusive++
      unclear = judgement.says
    } else if (judgement.verdict === 'fail') {
      const { verdict, ...failing } = judgement
      const replay = replayCode(lab, scenario)
      return {
        ...about,
        verdict,
        runs,
        inconclusive,
        failure: { ...failing, seed, scenario, replay, story, recording },
      }
    }
    if (runs - inconclusive === wanted) return { ...about, verdict: 'pass', runs, inconclusive }
  }
  return { ...about, verdict: 'inconclusive', runs, inconclusive, ...(unclear && { unclear }) }
}

/** Plays one scenario with processes and judges it. What a machine that is too busy seems to break, shows nothing. */
export async function playReal<S extends Scenario, Seen>(
  lab: Lab<S, Seen>,
  scenario: S,
  file: string,
  { clock, limits, signal }: Omit<GradeRealOptions, 'seeds' | 'runs'>,
): Promise<Played> {
  signal?.throwIfAborted()
  const { realMs: totalMs, memoryMb } = { ...sandboxLimits, ...limits }
  const rig = realRig({ clock, file: realFile(file), memoryMb, totalMs, signal })
  const played = (judgement: Judgement, story: readonly Moment[] = []): Played => ({
    judgement: unlessLate(judgement, Math.round(rig.lateMs())),
    story: [...story, ...rig.said()],
    recording: rig.recording(),
  })
  const broken = (failure: Failure) => played({ verdict: 'fail', ...failure })
  try {
    const seen = await lab.play(scenario, rig)
    const failure = rig.failure()
    if (failure) return broken(failure)
    return played(lab.judge(scenario, seen), lab.story(scenario, seen))
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    return broken(rig.failure() ?? error.failure)
  } finally {
    await rig.stop()
  }
}

/** What a file does at any speed. */
const timeless: ReadonlySet<string> = new Set([
  ...['DOES_NOT_PARSE', 'DOES_NOT_LOAD', 'BROKE'],
  ...['EXITED', 'REACHED_OUTSIDE', 'TOO_MUCH_MEMORY'],
])

/** The judgement; of a machine that was too busy to tell, that nothing was shown. */
function unlessLate(judgement: Judgement, lateMs: number): Judgement {
  if (judgement.verdict !== 'fail' || timeless.has(judgement.code) || lateMs <= mostLateMs)
    return judgement
  return {
    verdict: 'inconclusive',
    says: `${judgement.code} was seen, but a process had to wait ${lateMs} ms for the machine; up to ${mostLateMs} ms can be told from a service that is slow itself`,
  }
}
