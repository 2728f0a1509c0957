import type { Clock, Timer } from '@watertight/ports'
import type { Report } from '../grading/grade.ts'
import type { Lab } from '../lab.ts'
import { failures } from './failures.ts'
import { fencedProcess, realFile } from './fenced-process.ts'
import { type SandboxLimits, sandboxLimits } from './limits.ts'
import type { Job, Message } from './message.ts'

export interface GradeFileOptions {
  readonly clock: Clock
  readonly seeds: readonly number[]
  /** Played before the seeds: the run that failed the last time. */
  readonly replay?: string | undefined
  readonly limits?: Partial<SandboxLimits>
  readonly signal?: AbortSignal
}

/** Grades a learner's file in virtual time, in a process of its own that can reach nothing but its ports, within limits. Whatever the file does ends in a report. Rejects with the signal's reason when it fires. */
export async function gradeFile(
  lab: Pick<Lab, 'slug' | 'version'>,
  file: string,
  { clock, seeds, replay, limits, signal }: GradeFileOptions,
): Promise<Report> {
  signal?.throwIfAborted()
  const { silentMs, totalMs, memoryMb } = { ...sandboxLimits, ...limits }
  const path = realFile(file)
  let runs = 0
  let said: Message | undefined
  const child = fencedProcess({
    ...{ clock, memoryMb, file: path, main: 'virtual-main.ts' },
    heard(it) {
      const message = it as Message
      heardAtMs = child.cpuMs()
      silent.cancel()
      silent = silence()
      if ('progressed' in message) runs = message.progressed
      else said ??= message
    },
  })
  let heardAtMs: number | undefined = 0
  /** It was not let run by the machine, rather than running on and on. */
  const isStarved = () => {
    const now = child.cpuMs()
    return now !== undefined && heardAtMs !== undefined && now - heardAtMs < silentMs / 4
  }
  const silence = (): Timer =>
    clock.after(silentMs, () => {
      if (isStarved()) silent = silence()
      else child.kill(failures.neverEnds(silentMs))
    })
  let silent = silence()
  const total = clock.after(totalMs, () => child.kill(failures.neverEnds(totalMs)))
  const abort = () => child.kill()
  signal?.addEventListener('abort', abort, { once: true })
  const job: Job = { word: child.word, lab: lab.slug, file: path, seeds, replay }
  child.tell(job, true)
  try {
    const { failure, isKilled } = await child.ended
    signal?.throwIfAborted()
    const failed = { lab: lab.slug, version: lab.version, runs, inconclusive: 0 }
    const wrong = child.reached() ?? (isKilled ? failure : undefined)
    if (wrong) return { ...failed, verdict: 'fail', failure: wrong }
    if (said && 'report' in said) return said.report
    if (said && 'notLoaded' in said)
      return { ...failed, verdict: 'fail', failure: failures.notLoaded(said.notLoaded) }
    return { ...failed, verdict: 'fail', failure }
  } finally {
    for (const timer of [total, silent]) timer.cancel()
    signal?.removeEventListener('abort', abort)
    child.kill()
  }
}
