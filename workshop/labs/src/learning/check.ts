import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import type { Clock } from '@watertight/ports'
import type { Report } from '../grading/grade.ts'
import { gradeReal } from '../grading/grade-real.ts'
import { personalSeeds, publicSeeds, seedCommitment } from '../grading/seeds.ts'
import type { Lab } from '../lab.ts'
import { gradeFile } from '../sandbox/grade-file.ts'
import type { SandboxLimits } from '../sandbox/limits.ts'
import { contentOf } from './files.ts'
import { LearnError } from './learn-error.ts'

export interface CheckOptions {
  readonly clock: Clock
  /** Seeds of their own are drawn from it. */
  readonly secret: string
  readonly learner: string
  readonly attempt: number
  /** The run that failed the last time is played first. */
  readonly replay?: string | undefined
  /** How many seeds of each kind. */
  readonly counts?: SeedCounts
  /** Virtual time alone. */
  readonly isQuick?: boolean
  readonly signal?: AbortSignal
  readonly limits?: Partial<SandboxLimits>
  /** Told when the virtual rig has passed and processes are next. */
  readonly playsForReal?: () => void
}

/** What a check found, on one rig or on both. */
export interface Checked {
  readonly verdict: Report['verdict']
  /** Both rigs were played. */
  readonly isWhole: boolean
  readonly virtual: Report
  readonly real?: Report
  readonly content: string
  readonly seeds: string
  readonly transcript: string
}

export interface SeedCounts {
  readonly public: number
  readonly personal: number
  /** For processes: two runs have to pass, the others are for runs that show nothing. */
  readonly real: number
}

const usual: SeedCounts = Object.freeze({ public: 20, personal: 30, real: 6 })

/** Grades a learner's file in virtual time and, where that passes, with processes. What does not pass on both is no pass. Throws `WT_LAB_CHANGED` where the files were saved meanwhile. */
export async function checkLab(
  lab: Lab<any, any>,
  file: string,
  {
    secret,
    learner,
    attempt,
    replay,
    isQuick = false,
    counts = usual,
    playsForReal,
    ...options
  }: CheckOptions,
): Promise<Checked> {
  const folder = dirname(file)
  const content = contentOf(folder)
  const owner = { learner, lab: lab.slug, version: lab.version, attempt }
  const seeds = [...publicSeeds(counts.public), ...personalSeeds(secret, owner, counts.personal)]
  const virtual = await gradeFile(lab, file, { ...options, seeds, replay })
  const realSeeds = personalSeeds(secret, { ...owner, lab: `${lab.slug} for real` }, counts.real)
  let real: Report | undefined
  if (virtual.verdict === 'pass' && !isQuick) {
    playsForReal?.()
    real = await gradeReal(lab, file, { ...options, seeds: realSeeds })
  }
  if (contentOf(folder) !== content)
    throw new LearnError('WT_LAB_CHANGED', `${folder} changed while it was graded`, { folder })
  return {
    verdict: real?.verdict ?? virtual.verdict,
    isWhole: real !== undefined,
    virtual,
    ...(real && { real }),
    content,
    seeds: seedCommitment([...seeds, ...realSeeds]),
    transcript: digestOf([virtual, real ?? null]),
  }
}

const digestOf = (value: unknown): string =>
  `sha256:${createHash('sha256').update(JSON.stringify(value)).digest('hex')}`
