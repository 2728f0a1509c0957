import { courseResults } from '@watertight/labs'
import { CertificateError } from '../certificate-error.ts'
import { type LabResults, labResults } from '../credential/results.ts'
import { quoted } from '../refusal.ts'
import { argumentsOf, type Context, jsonOf } from './arguments.ts'
import { awarding, awardOptions, recipientOf } from './award.ts'

/** `watertight certificate issue`. */
export async function issueCommand(context: Context): Promise<number> {
  const { values, positionals } = argumentsOf(
    context.args,
    { ...awardOptions, folder: { type: 'string' } },
    { least: 0, most: 1 },
  )
  recipientOf(values)
  const [path] = positionals
  const results =
    path === undefined
      ? resultsOf(await courseResults(values.folder, context.ports), 'the progress')
      : resultsOf(jsonOf(path), path)
  await awarding(results.course, { ...values, assurance: 'self-checked' }, context)(results)
  return 0
}

export function resultsOf(value: unknown, source: string): LabResults {
  const read = labResults.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const where = issue?.path.join('.') || 'the file'
  throw new CertificateError(
    'WT_RESULTS_INVALID',
    `${source}: ${quoted(where)}: ${issue?.message ?? 'is not as it should be'}`,
    { source },
  )
}
