import { extname, join } from 'node:path'
import type { Supervised } from '../supervisor/keep-running.ts'
import type { RunningService } from '../supervisor/run-file.ts'
import type { Running } from '../supervisor/supervise.ts'
import type { Planned } from './plan.ts'
import type { SingleService } from './single.ts'

export const topologies = ['split', 'single'] as const
/** `split`: a process for each service. `single`: one for all of them. */
export type Topology = (typeof topologies)[number]

export interface ProcessOptions {
  /** The folder of the services' data. */
  readonly folder: string
  /** The page each service serves. */
  readonly pages: ReadonlyMap<string, string>
  /** The broker that carries published events, where there is one. */
  readonly nats: string | undefined
  /** The arguments that give the front its port; `before` is where it served last. */
  portArguments(before: string | undefined): readonly string[]
}

/** The processes that run these services. */
export function processes(
  topology: Topology,
  services: readonly Planned[],
  { folder, pages, nats, portArguments }: ProcessOptions,
): readonly Supervised[] {
  const shared = ['--data', folder, '--supervised']
  const own = ({ name, args }: Planned) => {
    const page = pages.get(name)
    return [
      ...(page === undefined ? [] : ['--pages', page]),
      ...(nats === undefined ? [] : ['--nats', nats]),
      ...args,
    ]
  }
  if (topology === 'split')
    return services.map((service) => ({
      name: service.name,
      args: (before) => [
        ...[service.entry, ...shared],
        ...(service.front ? portArguments(before) : []),
        ...(service.rules === undefined ? [] : ['--rules', service.rules]),
        ...own(service),
      ],
    }))
  const main = join(import.meta.dirname, `single${extname(import.meta.filename)}`)
  const together = services.map((service): SingleService => {
    const { name, entry, front, isOpen, rules } = service
    return { name, entry, front, args: own(service), listens: isOpen, rules }
  })
  return [
    {
      name: 'single',
      args: (before) => [main, ...shared, ...portArguments(before), JSON.stringify(together)],
    },
  ]
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
