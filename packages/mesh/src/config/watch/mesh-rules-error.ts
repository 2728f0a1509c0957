import { inWords, isError, type Problem } from '../problem/problem.ts'

const shown = 20

/** Rules that cannot be used, and there are none before them to keep. */
export class MeshRulesError extends Error {
  override readonly name = 'MeshRulesError'
  readonly code = 'WT_MESH_RULES'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const errors = problems.filter(isError)
    const lines = errors.slice(0, shown).map((one) => `\n  ${inWords(one)}`)
    const more = errors.length > shown ? `\n  and ${errors.length - shown} more` : ''
    super(
      `WT_MESH_RULES: the rules have ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}, so none of them is used. Repair them, and see all with: npx watertight mesh check FOLDER${lines.join('')}${more}`,
    )
    this.problems = problems
  }
}
