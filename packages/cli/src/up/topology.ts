import { extname, join } from 'node:path'
import type { Registered } from '../manifest.ts'
import type { Supervised } from '../supervisor/keep-running.ts'
import type { RunningPart, RunningService } from '../supervisor/run-file.ts'
import type { Running } from '../supervisor/supervise.ts'
import type { Planned } from './plan.ts'
import type { SingleService } from './single.ts'

export const topologies = ['split', 'single'] as const
/** `split`: a process for each service, or each group of them that shares one. `single`: one for all of them. */
export type Topology = (typeof topologies)[number]

export interface ProcessOptions {
  /** The folder of the services' data. */
  readonly folder: string
  /** The note of what runs. */
  readonly runFile: string
  /** The page each service serves. */
  readonly pages: ReadonlyMap<string, string>
  /** The broker that carries published events, where there is one. */
  readonly nats: string | undefined
  /** The database of the services' logs, where it is no file. */
  readonly postgres: string | undefined
  /** The arguments that give the front its port; `before` is where it served last. */
  portArguments(before: string | undefined): readonly string[]
}

/** The processes that run these services. */
export function processes(
  topology: Topology,
  services: readonly Planned[],
  { folder, runFile, pages, nats, postgres, portArguments }: ProcessOptions,
): readonly Supervised[] {
  const shared = ['--data', folder, '--supervised']
  const own = ({ name, args, operates }: Planned) => {
    const page = pages.get(name)
    return [
      ...(page === undefined ? [] : ['--pages', page]),
      ...(nats === undefined ? [] : ['--nats', nats]),
      ...(postgres === undefined ? [] : ['--postgres', postgres]),
      ...(operates ? ['--run', runFile] : []),
      ...args,
    ]
  }
  const alone = (service: Planned): Supervised => ({
    name: service.name,
    args: (before) => [
      ...[service.entry, ...shared],
      ...(service.front ? portArguments(before) : []),
      ...(service.rules === undefined ? [] : ['--rules', service.rules]),
      ...own(service),
    ],
  })
  const main = join(import.meta.dirname, `single${extname(import.meta.filename)}`)
  const together = (name: string, members: readonly Planned[]): Supervised => {
    const hasFront = topology === 'single' || members.some(({ front }) => front)
    const services = members.map((service): SingleService => {
      const { name, entry, front, isOpen, rules } = service
      // what other processes call has an address
      const listens = isOpen || topology === 'split'
      return { name, entry, front, args: own(service), listens, rules }
    })
    return {
      name,
      args: (before) => [
        ...[main, ...shared],
        ...(hasFront ? portArguments(before) : []),
        JSON.stringify(services),
      ],
    }
  }
  if (topology === 'single') return [together('single', services)]
  return [...Map.groupBy(services, ({ name, process = name }) => process)].map(([name, members]) =>
    members.length === 1 ? alone(members[0] as Planned) : together(name, members),
  )
}

/** Where each service runs, whichever process that is. */
export function placesOf(running: Running): Readonly<Record<string, RunningService>> {
  const places: Record<string, RunningService> = {}
  for (const [name, { address, services = { [name]: address }, child }] of running) {
    const { pid } = child
    if (pid === undefined) continue
    for (const [service, at] of Object.entries(services))
      places[service] = { pid, ...(at && { address: at }) }
  }
  return places
}

/** The parts that these services belong to. */
export function partsOf(
  registered: readonly Registered[],
  services: readonly Planned[],
): readonly RunningPart[] {
  return registered.flatMap(({ file, manifest: { name, summary } }) => {
    const own = services.filter(({ part }) => part === name).map((one) => one.name)
    return own.length === 0 ? [] : [{ name, summary, file, services: own }]
  })
}
