import { dirname, join } from 'node:path'
import { readFaults } from '@watertight/mesh/faults'
import { nodeFolder } from '@watertight/ports/node'
import type { ScenarioView } from '../views/scenario-view.ts'
import type { Part } from '../watch/run-note.ts'

/** The scenarios of every case study that runs: the files of `scenarios/` beside its manifest. */
export async function scenariosOf(parts: readonly Part[]): Promise<readonly ScenarioView[]> {
  return (await Promise.all(parts.map(inPart))).flat()
}

async function inPart({ name: part, file }: Part): Promise<readonly ScenarioView[]> {
  const folder = nodeFolder(join(dirname(file), 'scenarios'))
  const names = await folder.list().catch(() => [])
  const found = names.map(async (name): Promise<readonly ScenarioView[]> => {
    const yaml = await folder.read(name)
    const { scenario } = readFaults({ name, text: yaml ?? '' })
    if (scenario === undefined || yaml === undefined) return []
    const { description = '', lasts: lastsMs, before = 0 } = scenario
    return [{ part, name: scenario.name, description, lastsMs: lastsMs + before, yaml }]
  })
  return (await Promise.all(found)).flat()
}
