import { join } from 'node:path'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { type CommandContext, CommandLineError } from '@watertight/cli'
import type { Lab } from '../lab.ts'
import { labs } from '../labs.ts'
import { isThere, learnersFolder } from '../learning/files.ts'
import { LearnError } from '../learning/learn-error.ts'
import { openProgress, type Progress } from '../learning/progress.ts'
import { type Standing, standings } from '../learning/standing.ts'

export type Context = Pick<CommandContext, 'args' | 'data' | 'json' | 'out' | 'ports' | 'signal'>

/** A learner's folder and progress. */
export interface Desk {
  readonly folder: string
  readonly progress: Progress
  standing(lab: string): Standing
  /** The lab of this name; without one, the lab that was worked at last. Throws `WT_USAGE`. */
  lab(named: string | undefined): Promise<Lab<any, any>>
  /** The learner's file of a lab. */
  fileOf(lab: Lab<any, any>): string
  /** The same, where it has to be there. Throws `WT_LAB_NOT_STARTED`. */
  workOn(lab: Lab<any, any>): string
}

/** Options by name, and at most one argument. */
export function argumentsOf<const O extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: O,
) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...options, folder: { type: 'string' } as const },
  })
  if (positionals.length > 1)
    throw new CommandLineError(
      'WT_USAGE',
      `'${positionals[1]}' is one argument too many. See --help`,
    )
  return { values, named: positionals[0] }
}

export function deskIn(folderOption: string | undefined, { ports }: Pick<Context, 'ports'>): Desk {
  const folder = learnersFolder(folderOption)
  const progress = openProgress(folder, ports)
  const fileOf = ({ slug, file }: Lab<any, any>) => join(folder, slug, file)
  return {
    folder,
    progress,
    fileOf,
    standing: (lab) => standings(progress.entries())(lab),
    async lab(named) {
      const slug = named ?? progress.entries().at(-1)?.lab ?? ''
      const load = Object.hasOwn(labs, slug) ? labs[slug] : undefined
      if (load) return load()
      const known = Object.keys(labs).join(', ')
      const sentence = slug === '' ? 'LAB is missing' : `there is no lab ${slug}`
      throw new CommandLineError('WT_USAGE', `${sentence}. There are: ${known}`, { slug })
    },
    workOn(lab) {
      const file = fileOf(lab)
      if (isThere(file)) return file
      throw new LearnError('WT_LAB_NOT_STARTED', `there is no ${file}`, { lab: lab.slug })
    },
  }
}
