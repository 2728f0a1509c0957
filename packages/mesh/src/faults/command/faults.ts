import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { nodeFolder } from '@watertight/ports/node'
import { usageError } from '../../config/command/context.ts'
import { inWords } from '../../config/problem/problem.ts'
import { filesIn } from '../../config/watch/load-mesh.ts'
import { applyFaults } from '../apply-faults.ts'
import { checkNames } from '../check-names.ts'
import { readFaults, type Scenario } from '../read-faults.ts'
import { realSystem } from '../real-system.ts'
import { type Verdict, verifyFaults } from '../verify-faults.ts'
import { type VirtualService, verifyVirtually } from '../verify-virtually.ts'
import type { FaultsContext, PartService } from './context.ts'

const options = {
  verify: { type: 'boolean', default: false },
  virtual: { type: 'boolean', default: false },
} as const

/** `watertight mesh faults apply FILE` */
export async function faults(context: FaultsContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...context.args],
    allowPositionals: true,
    options,
  })
  const [word, file, more] = positionals
  if (word !== 'apply' || file === undefined || more !== undefined)
    throw usageError('say apply FILE. See --help')
  const scenario = await scenarioIn(file, context)
  if (scenario === undefined) return 1
  const services = context.services(scenario.system)
  checkNames(scenario, services)
  if (values.virtual) return tell(await virtually(scenario, file, services), context)
  const system = realSystem(context, services)
  if (values.verify) return tell(await verifyFaults(scenario, system, context.signal), context)
  const seconds = scenario.lasts / 1_000
  context.out.line(`${scenario.name}: faults are on for ${seconds} s; Ctrl-C takes them back`)
  await applyFaults(scenario, system, context.signal)
  context.out.line('all faults are off')
  return 0
}

async function scenarioIn(path: string, { out }: FaultsContext): Promise<Scenario | undefined> {
  const text = await nodeFolder(dirname(path)).read(basename(path))
  if (text === undefined) throw usageError(`there is no file ${path}`)
  const { scenario, problems } = readFaults({ name: path, text })
  for (const one of problems) out.line(inWords(one))
  return scenario
}

async function virtually(
  scenario: Scenario,
  file: string,
  services: readonly PartService[],
): Promise<Verdict> {
  const started = services.map(
    async ({ name, args, load }): Promise<VirtualService> => ({ name, args, start: await load() }),
  )
  const { rules } = scenario
  const files = rules === undefined ? [] : await filesIn(nodeFolder(join(dirname(file), rules)))
  return verifyVirtually(scenario, { services: await Promise.all(started), rules: files })
}

function tell(verdict: Verdict, { json, out }: FaultsContext): number {
  if (json) out.line(JSON.stringify(verdict))
  else {
    for (const { isMet, sentence } of verdict.findings)
      out.line(`${isMet ? 'met    ' : 'NOT MET'}  ${sentence}`)
    out.line(`${verdict.scenario}: ${verdict.isMet ? 'as expected' : 'not as expected'}`)
  }
  return verdict.isMet ? 0 : 1
}
