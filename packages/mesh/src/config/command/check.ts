import { inWords } from '../problem/problem.ts'
import type { Context } from './context.ts'
import { argumentsOf, inputOf } from './input.ts'

/** Every problem on a line of its own, as compilers print them. */
export async function check(context: Context): Promise<number> {
  const { values, positionals } = argumentsOf(context, 1, ['strict'])
  const [folder = 'mesh'] = positionals
  const { files, resources, problems } = await inputOf(folder, values)
  const count = (severity: string) => problems.filter((one) => one.severity === severity).length
  const [errors, warnings, notes] = ['error', 'warning', 'note'].map(count) as [
    number,
    number,
    number,
  ]
  const failed = errors > 0 || files === 0 || (values.strict && warnings > 0)
  if (context.json) {
    context.out.line(JSON.stringify({ folder, files, resources: resources.length, problems }))
    return failed ? 1 : 0
  }
  for (const one of problems) context.out.line(inWords(one))
  const found = [many(errors, 'error'), many(warnings, 'warning'), many(notes, 'note')]
  context.out.line(
    files === 0
      ? `${folder} has no *.yaml`
      : `${folder}: ${many(files, 'file')}, ${many(resources.length, 'resource')} to use: ${found.join(', ')}`,
  )
  return failed ? 1 : 0
}

const many = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
