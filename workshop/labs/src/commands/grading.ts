import { join } from 'node:path'
import type { Failure } from '../grading/grade.ts'
import type { Lab } from '../lab.ts'
import { type Checked, checkLab } from '../learning/check.ts'
import { consoleRun } from '../learning/console-run.ts'
import { writeOver } from '../learning/files.ts'
import { checkedLines } from '../learning/report.ts'
import type { Context, Desk } from './desk.ts'

/** What a check found, as `--json` prints it. */
export interface Graded extends Pick<Checked, 'verdict' | 'isWhole' | 'virtual' | 'real'> {
  readonly lab: string
  readonly tookMs: number
  /** The file of a run that failed, for the console. */
  readonly run: string | undefined
}

export interface Grading {
  readonly isQuick?: boolean
  readonly signal?: AbortSignal
}

/** Checks a learner's file, enters what was found into the progress and says it to people; `--json` is for whoever asked. */
export async function graded(
  lab: Lab<any, any>,
  desk: Desk,
  context: Context,
  { isQuick = false, signal }: Grading,
): Promise<Graded> {
  const { json, out, ports } = context
  const { clock } = ports
  const began = clock.now()
  const { last, attempts } = desk.standing(lab.slug)
  const { id: learner, secret } = desk.progress.learner
  const attempt = attempts + 1
  const found = await checkLab(lab, desk.workOn(lab), {
    ...{ clock, learner, secret, attempt, isQuick, replay: last?.replay },
    ...(signal && { signal }),
    playsForReal() {
      if (json) return
      const seconds = ((clock.now() - began) / 1_000).toFixed(1)
      out.line(`It holds in virtual time (${seconds} s). Now with processes and sockets …`)
    },
  })
  const { verdict, isWhole, virtual, real, content, seeds, transcript } = found
  const { failure } = real ?? virtual
  const { code, replay } = failure ?? {}
  desk.progress.add({
    ...{ did: 'checked', lab: lab.slug, version: lab.version, attempt, verdict, isWhole },
    ...{ content, seeds, transcript, ...(code && { code }), ...(replay && { replay }) },
  })
  const run = failure && runFile(lab, failure, context)
  const tookMs = Math.round(clock.now() - began)
  const told = { lab: lab.slug, verdict, isWhole, tookMs, virtual, ...(real && { real }), run }
  if (json) return told
  for (const line of checkedLines(found, { out, run })) out.line(line)
  out.line('')
  out.line(`${lab.slug}, attempt ${attempt}, ${(tookMs / 1_000).toFixed(1)} s`)
  return told
}

/** Writes the run that failed for the console, in place of the one before; answers the file, as it is named from here. */
export function runFile(
  lab: Lab<any, any>,
  failure: Failure,
  { data }: Pick<Context, 'data'>,
): string | undefined {
  const run = consoleRun(lab, failure)
  return run && writeOver(join(data, 'runs', `${lab.slug}.json`), JSON.stringify(run))
}

/** Without what stands in the file of the run. */
export const asJson = (value: unknown): string =>
  JSON.stringify(value, (name, it) => (name === 'recording' ? undefined : it), 2)
