import type { Snapshot } from '../../model/snapshot.ts'
import { snapshotOf } from '../compile/snapshot-of.ts'
import { isError } from '../problem/problem.ts'
import { MeshRulesError } from '../watch/mesh-rules-error.ts'
import { type Input, inputOf } from './input.ts'

/** The snapshot of a folder; rules with errors have none. */
export async function compiled(
  values: Parameters<typeof inputOf>[1],
): Promise<{ readonly snapshot: Snapshot; readonly input: Input }> {
  const input = await inputOf(values.rules, values)
  if (input.problems.some(isError)) throw new MeshRulesError(input.problems)
  return { snapshot: snapshotOf(input.resources, input.discovered, input.caller), input }
}
