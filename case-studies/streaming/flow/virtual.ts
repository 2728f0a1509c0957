import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  readFaults,
  type Scenario,
  type Verdict,
  type VirtualService,
  verifyVirtually,
} from '@watertight/mesh/faults'
import type { Ports } from '@watertight/ports'
import { VirtualFolder, VirtualWorld } from '@watertight/ports/virtual'
import { startCatalog } from '../catalog/service.ts'
import { startEdge } from '../edge/service.ts'
import { startPlayback } from '../playback/service.ts'
import { startRatings } from '../ratings/service.ts'
import { startRecommendations1, startRecommendations2 } from '../recommendations/service.ts'

const here = join(import.meta.dirname, '..')

const services: readonly VirtualService[] = [
  { name: 'catalog', start: startCatalog },
  { name: 'ratings', start: startRatings },
  { name: 'playback', start: startPlayback },
  { name: 'recommendations-1', start: startRecommendations1 },
  { name: 'recommendations-2', start: startRecommendations2 },
  { name: 'edge', start: startEdge },
]

const filesOf = (folder: string) =>
  readdirSync(join(here, folder)).map((name) => ({
    name,
    text: readFileSync(join(here, folder, name), 'utf8'),
  }))

export const rules = filesOf('mesh')
export const scenarioFiles = filesOf('scenarios')

export function scenarioOf(file: { readonly name: string; readonly text: string }): Scenario {
  const { scenario, problems } = readFaults(file)
  if (scenario === undefined) throw new Error(JSON.stringify(problems, null, 2))
  return scenario
}

export const verify = (scenario: Scenario): Promise<Verdict> =>
  verifyVirtually(scenario, { services, rules })

/** The services, but those left out, on a virtual network; the scenario is a host of its own there. */
export async function play(
  scenario: (ports: Ports, world: VirtualWorld) => Promise<void>,
  { without = [] }: { readonly without?: readonly string[] } = {},
): Promise<void> {
  const world = new VirtualWorld({ seed: 5 })
  const folder = new VirtualFolder()
  for (const { name, text } of rules) folder.write(name, text)
  try {
    await world.run(async () => {
      for (const { name, start } of services)
        if (!without.includes(name))
          await world.host(name, (ports) => start(ports, { args: [], rules: folder }))
      await world.host('viewer', (ports) => scenario(ports, world))
    })
  } finally {
    await world.stop()
  }
}
