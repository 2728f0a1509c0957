import type { Ports } from '@watertight/ports'
import { course } from '../course.ts'
import { labs } from '../labs.ts'
import { learnersFolder } from './files.ts'
import { LearnError } from './learn-error.ts'
import { openProgress } from './progress.ts'
import { standings } from './standing.ts'

/** What a certificate is made of. */
export interface CourseResults {
  readonly format: 'watertight-results/1'
  readonly course: typeof course
  readonly labs: readonly LabPass[]
}

export interface LabPass {
  readonly lab: string
  readonly name: string
  readonly version: string
  readonly passedAt: string
  readonly content: string
  readonly seeds: string
  readonly transcript: string
}

/** The results of a learner who passed every lab. Throws `WT_LABS_MISSING` and names those that are missing, and what reading a progress throws. */
export async function courseResults(
  named: string | undefined,
  ports: Pick<Ports, 'clock' | 'ids' | 'random' | 'storage'>,
): Promise<CourseResults> {
  const folder = learnersFolder(named)
  const standing = standings(openProgress(folder, ports).entries())
  const passes: LabPass[] = []
  const missing: string[] = []
  for (const [slug, load] of Object.entries(labs)) {
    const { passed, gaveUp } = standing(slug)
    if (!passed) missing.push(`${slug} is not passed`)
    else if (gaveUp) missing.push(`${slug} was passed after its solution was opened`)
    else {
      const { version, at: passedAt, content, seeds, transcript } = passed
      const { name } = await load()
      passes.push({ lab: slug, name, version, passedAt, content, seeds, transcript })
    }
  }
  if (missing.length > 0)
    throw new LearnError('WT_LABS_MISSING', missing.join('; '), { folder, missing })
  return { format: 'watertight-results/1', course, labs: passes }
}
