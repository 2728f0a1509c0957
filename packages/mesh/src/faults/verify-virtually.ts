import type { Folder, Log, Ports, Running, TransportError } from '@watertight/ports'
import { VirtualFolder, VirtualWorld } from '@watertight/ports/virtual'
import type { MeshFile } from '../config/read/source.ts'
import type { FaultySystem } from './apply-faults.ts'
import { FaultsError } from './faults-error.ts'
import type { Scenario } from './read-faults.ts'
import { type Verdict, verifyFaults } from './verify-faults.ts'

/** What a service is started with in virtual time. */
export interface VirtualStart {
  readonly args: readonly string[]
  /** The rules of the mesh, for whoever calls by them. */
  readonly rules: Folder
}

export interface VirtualService {
  readonly name: string
  readonly args?: readonly string[]
  readonly start: (ports: Ports, options: VirtualStart) => Promise<Running>
}

export interface VirtualSystem {
  readonly services: readonly VirtualService[]
  readonly rules: readonly MeshFile[]
  readonly log?: Log
}

/** Whoever stops a virtual run stops the process. */
const never = new AbortController().signal
const startMs = 60_000
const pauseMs = 50

/** Starts the system on a virtual network, in virtual time, and verifies the scenario there: the same seed gives the same verdict. */
export async function verifyVirtually(
  scenario: Scenario,
  { services, rules, log }: VirtualSystem,
): Promise<Verdict> {
  const world = new VirtualWorld({ seed: scenario.seed ?? 1, ...(log && { log }) })
  const folder = new VirtualFolder()
  for (const { name, text } of rules) folder.write(name, text)
  const ready = Promise.withResolvers<Ports>()
  const limitMs = (scenario.before ?? 0) + scenario.lasts + (scenario.after ?? 0) + 600_000
  try {
    return await world.run(async () => {
      const started = services.map(({ name, start, args = [] }) =>
        world.host(name, (ports) => start(ports, { args, rules: folder })),
      )
      await world.host('faults', async (ports) => ready.resolve(ports))
      await Promise.all(started)
      const ports = await ready.promise
      await Promise.all(services.map(({ name }) => isReady(name, ports)))
      const system: FaultySystem = {
        ports,
        addressOf: (service) => service,
        kill(service) {
          world.crash(service)
          return () => world.restart(service)
        },
      }
      return verifyFaults(scenario, system, never)
    }, limitMs)
  } finally {
    await world.stop()
  }
}

async function isReady(service: string, { clock, transport }: Ports): Promise<void> {
  const end = clock.now() + startMs
  for (;;) {
    const call = { to: service, method: 'GET', path: '/readyz', deadline: clock.now() + 1_000 }
    const status = await transport.call(call).then(
      (answer) => answer.status,
      (error: TransportError) => error.code,
    )
    if (status === 200) return
    if (clock.now() >= end)
      throw new FaultsError('WT_FAULTS_SYSTEM', `${service} is not ready: /readyz says ${status}`, {
        service,
        status,
      })
    await clock.sleep(pauseMs, never)
  }
}
