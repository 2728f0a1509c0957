import { parseArgs } from 'node:util'
import type { CommandContext } from '@watertight/cli'
import { refuse } from '@watertight/domain'
import { Underwriting } from '../context.ts'
import { PolicyPublished } from '../policy/language.ts'
import { failing, withLog } from './open-log.ts'
import { only } from './why.ts'

/** `watertight lending policy VERSION`: the published document as JSON, to be changed and tried as a draft. */
export async function policy({ args, ports, out }: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { log: { type: 'string' } },
  })
  const version = only(positionals, 'version')
  const published = await withLog(Underwriting, ports, values.log, (store) =>
    store.readLog<typeof PolicyPublished>({ where: { types: [PolicyPublished] } }).toArray(),
  )
  const found = published.find(({ data }) => data.version === version)
  if (found === undefined) {
    const known = published.map(({ data }) => data.version).join(', ')
    throw failing(
      refuse('PolicyUnknown', `the log has no version ${version}; it has ${known || 'none'}`),
    )
  }
  out.line(JSON.stringify(found.data.document, null, 2))
  return 0
}
