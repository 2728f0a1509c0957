import { parseArgs } from 'node:util'
import type { CommandContext } from '@watertight/cli'
import { refuse } from '@watertight/domain'
import { Underwriting } from '../context.ts'
import { PolicyPublished } from '../policy/language.ts'
import { only } from './only.ts'
import { failing, withLog } from './open-log.ts'

/** `watertight lending policy VERSION`: the published document as JSON, to be changed and tried as a draft. */
export async function policy(context: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...context.args],
    allowPositionals: true,
    options: { log: { type: 'string' } },
  })
  const version = only('policy', positionals)
  const published = await withLog(Underwriting, context, values.log, (store) =>
    store.readLog<typeof PolicyPublished>({ where: { types: [PolicyPublished] } }).toArray(),
  )
  const found = published.find(({ data }) => data.version === version)
  if (found === undefined) {
    const known = published.map(({ data }) => data.version).join(', ')
    throw failing(
      refuse(
        'PolicyUnknown',
        known === ''
          ? 'the log has no policy at all. See that it is the log of underwriting'
          : `the log has no version ${version}. Name one that it has: ${known}`,
      ),
    )
  }
  context.out.line(JSON.stringify(found.data.document, null, 2))
  return 0
}
