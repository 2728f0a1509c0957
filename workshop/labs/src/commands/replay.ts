import { playReal } from '../grading/grade-real.ts'
import { readReplayCode } from '../grading/replay-code.ts'
import { LearnError } from '../learning/learn-error.ts'
import { failureLines } from '../learning/report.ts'
import { gradeFile } from '../sandbox/grade-file.ts'
import { argumentsOf, type Context, deskIn } from './desk.ts'
import { asJson, runFile } from './grading.ts'

/** `watertight learn replay`. */
export async function replay(context: Context): Promise<number> {
  const { args, json, out, ports, signal } = context
  const { values, named: code = '' } = argumentsOf(args, {
    real: { type: 'boolean', default: false },
  })
  const desk = deskIn(values.folder, context)
  const lab = await desk.lab(/^([a-z-]+)@/.exec(code)?.[1] ?? code)
  const scenario = readReplayCode(lab, code)
  if (!scenario)
    throw new LearnError('WT_REPLAY_CODE', `'${code.slice(0, 80)}' is no run of ${lab.slug}`)
  const file = desk.workOn(lab)
  const { clock } = ports
  const found = values.real
    ? await playReal(lab, scenario, file, { clock, signal }).then(({ judgement, ...seen }) => ({
        verdict: judgement.verdict,
        ...(judgement.verdict === 'fail' && { failure: { ...judgement, ...seen, scenario } }),
      }))
    : await gradeFile(lab, file, { clock, seeds: [], replay: code, signal })
  const run = found.failure && runFile(lab, found.failure, context)
  if (json) out.line(asJson({ ...found, run }))
  else if (found.failure) {
    const options = { isReal: values.real, run, out }
    for (const line of failureLines(found.failure, options)) out.line(line)
  } else out.line(`${out.style('green', found.verdict.toUpperCase())}  ${lab.slug}: of this run`)
  return found.verdict === 'pass' ? 0 : 1
}
