import { join, resolve } from 'node:path'
import {
  type Checked,
  checkedLines,
  checkLab,
  course,
  type Lab,
  type LabPass,
  labs,
} from '@watertight/labs'
import { appendLine, isFile } from '../node/files.ts'
import { isoSeconds } from '../text/time.ts'
import { argumentsOf, type Context, usageError } from './arguments.ts'
import { awarding, awardOptions, recipientOf } from './award.ts'
import { resultsOf } from './issue.ts'

/** None that a learner has seen, and more than a learner's own check plays. */
const counts = Object.freeze({ public: 0, personal: 200, real: 6 })

/** `watertight certificate regrade`: what was handed in is played again, with seeds nobody else can know. */
export async function regradeCommand(context: Context): Promise<number> {
  const { args, json, out, ports, data, signal } = context
  const { values, positionals } = argumentsOf(args, awardOptions, { least: 1, most: 1 })
  const { name } = recipientOf(values)
  const folder = resolve(positionals[0] ?? '')
  const work = await handedIn(folder)
  const award = awarding(course, { ...values, assurance: 're-graded' }, context)
  const secret = Buffer.from(ports.random.fill(new Uint8Array(32))).toString('hex')
  const passes: LabPass[] = []
  const refused: { readonly lab: string; readonly found: Checked }[] = []
  for (const { lab, file } of work) {
    const found = await checkLab(lab, file, {
      ...{ clock: ports.clock, secret, learner: name, attempt: 1, counts, signal },
    })
    const { verdict, isWhole, content, seeds, transcript } = found
    if (!json) out.line(`${lab.slug}: ${verdict}`)
    if (verdict === 'pass' && isWhole)
      passes.push({
        ...{ lab: lab.slug, name: lab.name, version: lab.version, content, seeds, transcript },
        passedAt: isoSeconds(ports.clock.wallTime()),
      })
    else refused.push({ lab: lab.slug, found })
  }
  if (refused.length > 0) {
    if (json) out.line(JSON.stringify({ verdict: 'refused', refused }, null, 2))
    else
      for (const { lab, found } of refused) {
        out.line('')
        out.line(`${lab}:`)
        for (const line of checkedLines(found, { out })) out.line(line)
      }
    return 1
  }
  const results = resultsOf({ format: 'watertight-results/1', course, labs: passes }, folder)
  const id = await award(results)
  // with it the seeds can be shown later: the certificate holds their hash
  appendLine(
    join(data, 'certificate/regraded.ndjson'),
    JSON.stringify({ id, learner: name, secret }),
  )
  return 0
}

/** The learner's file of every lab. Throws `WT_USAGE` and names those that are not there. */
async function handedIn(
  folder: string,
): Promise<readonly { readonly lab: Lab<any, any>; readonly file: string }[]> {
  const all = await Promise.all(Object.values(labs).map((load) => load()))
  const work = all.map((lab) => ({ lab, file: join(folder, lab.slug, lab.file) }))
  const missing = work.filter(({ file }) => !isFile(file)).map(({ file }) => file)
  if (missing.length > 0) throw usageError(`not handed in: ${missing.join(', ')}`)
  return work
}
