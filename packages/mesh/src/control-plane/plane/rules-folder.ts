import type { Folder, Ports } from '@watertight/ports'
import { inWords, isError } from '../../config/problem/problem.ts'
import { meshReader } from '../../config/read/read-mesh.ts'
import type { MeshFile } from '../../config/read/source.ts'
import { filesIn } from '../../config/watch/load-mesh.ts'
import { MeshRulesError } from '../../config/watch/mesh-rules-error.ts'
import { whenSettled } from '../../config/watch/when-settled.ts'
import { mostFiles } from '../wire/push.ts'

export interface RulesFolder {
  /** Why the files as they are now are not passed on; empty: they are. */
  readonly problems: readonly string[]
  stop(): void
}

export interface RulesFolderOptions {
  readonly folder: Folder
  readonly ports: Pick<Ports, 'clock' | 'log'>
  /** In all files together; more are held back. */
  readonly mostCharacters: number
  /** Files that hold no error by themselves. What they mean for a caller, each caller finds out. */
  readonly pass: (files: readonly MeshFile[]) => void
}

/** Follows the folder of rules and passes them on, all or none. Rejects when they cannot be passed on from the start. */
export async function rulesFolder(options: RulesFolderOptions): Promise<RulesFolder> {
  const { folder, ports, mostCharacters, pass } = options
  const read = meshReader()
  let problems: readonly string[] = []
  const look = async () => {
    const files = await filesIn(folder)
    const rules = read(files)
    if (rules.problems.some(isError)) throw new MeshRulesError(rules.problems)
    const size = files.reduce((sum, { name, text }) => sum + name.length + text.length, 0)
    if (size > mostCharacters)
      throw new RangeError(
        `the rules have ${size} characters, ${mostCharacters} are the most. Remove what no service needs.`,
      )
    if (files.length > mostFiles)
      throw new RangeError(`there are ${files.length} files, ${mostFiles} are the most. Join some.`)
    pass(files)
  }
  const watch = whenSettled(folder, ports.clock, async () => {
    try {
      await look()
      problems = []
    } catch (error) {
      problems =
        error instanceof MeshRulesError
          ? error.problems.filter(isError).map(inWords)
          : [(error as Error).message]
      ports.log('error', 'the rules are not passed on; those before them stay in force', {
        problems,
      })
    }
  })
  try {
    await look()
  } catch (error) {
    watch.stop()
    throw error
  }
  return {
    get problems() {
      return problems
    },
    stop: () => watch.stop(),
  }
}
