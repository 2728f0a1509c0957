import type { Folder } from '@watertight/ports'
import type { Caller } from '../compile/caller.ts'
import type { Discovered } from '../compile/services.ts'
import { checkMesh } from '../lint/check-mesh.ts'
import { comparePlaces } from '../problem/place.ts'
import { isError, type Problem } from '../problem/problem.ts'
import type { MeshRules, readMesh } from '../read/read-mesh.ts'
import type { MeshFile } from '../read/source.ts'

/** The files with rules in a folder. */
export async function filesIn(folder: Folder): Promise<readonly MeshFile[]> {
  const names = (await folder.list()).filter((name) => /\.ya?ml$/.test(name))
  const files = await Promise.all(
    names.map(async (name) => ({ name, text: await folder.read(name) })),
  )
  // one that has gone meanwhile is not there
  return files.filter((file): file is MeshFile => file.text !== undefined)
}

/** Reads and checks. Lints look at what is left when nothing has an error by itself: what is missing would be told as unknown. */
export function checkedRules(
  read: typeof readMesh,
  files: readonly MeshFile[],
  discovered: readonly Discovered[],
  caller: Caller,
): MeshRules {
  const { resources, problems } = read(files)
  if (problems.some(isError)) return { resources, problems }
  const all: readonly Problem[] = [...problems, ...checkMesh(resources, discovered, caller)]
  return { resources, problems: [...all].sort((a, b) => comparePlaces(a.place, b.place)) }
}
