import { type Clock, reply, type Spawn, type Transport, TransportError } from '@watertight/ports'
import type { ActiveFault } from './active-fault.ts'
import { faultsPath } from './fault-door.ts'
import { FaultsError } from './faults-error.ts'
import type { Scenario } from './read-faults.ts'
import { type Moment, momentAt, servicesIn, spansOf } from './timeline.ts'

/** A system that faults can be applied to. */
export interface FaultySystem {
  readonly ports: { readonly clock: Clock; readonly transport: Transport; readonly spawn: Spawn }
  /** What `Call.to` names it by. */
  addressOf(service: string): string
  /** Ends its process where it stands and keeps it down until the answer is called. */
  kill(service: string): () => void
}

const retryMs = 100
const callMs = 2_000

/** Runs the faults of a scenario, from now until its end or until the signal fires; then all of them are off. */
export async function applyFaults(
  scenario: Pick<Scenario, 'faults' | 'lasts'>,
  system: FaultySystem,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = system.ports
  const spans = spansOf(scenario)
  const begin = clock.now()
  const times = new Set(spans.flatMap(({ from, to }) => [from, to]))
  const hand = new Hand(system, servicesIn(spans))
  try {
    for (const time of [...times].sort((a, b) => a - b)) {
      await clock.sleep(Math.max(0, begin + time - clock.now()), signal)
      hand.make(momentAt(spans, time))
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    hand.make({ killed: new Set(), faults: new Map() })
    await hand.done()
  }
}

/** Makes the system be as a moment says. */
class Hand {
  readonly #system: FaultySystem
  readonly #services: ReadonlySet<string>
  readonly #killed = new Map<string, () => void>()
  readonly #wanted = new Map<string, string>()
  readonly #setting = new Map<string, Promise<void>>()
  readonly #refused = new Map<string, number>()

  constructor(system: FaultySystem, services: ReadonlySet<string>) {
    this.#system = system
    this.#services = services
  }

  make({ killed, faults }: Moment): void {
    for (const service of killed)
      if (!this.#killed.has(service)) this.#killed.set(service, this.#system.kill(service))
    for (const [service, release] of this.#killed) {
      if (killed.has(service)) continue
      release()
      this.#killed.delete(service)
    }
    for (const service of this.#services) this.#want(service, faults.get(service) ?? [])
  }

  async done(): Promise<void> {
    await Promise.all(this.#setting.values())
    const [refused] = this.#refused
    if (refused !== undefined)
      throw new FaultsError(
        'WT_FAULTS_REFUSED',
        `${refused[0]} answered ${refused[1]} when told its faults: start it behind a fault door`,
        { service: refused[0], status: refused[1] },
      )
  }

  #want(service: string, faults: readonly ActiveFault[]): void {
    const wanted = JSON.stringify(faults)
    if ((this.#wanted.get(service) ?? '[]') === wanted) return
    this.#wanted.set(service, wanted)
    if (this.#setting.has(service)) return
    const { spawn } = this.#system.ports
    const task = spawn(`faults of ${service}`, (signal) => this.#set(service, signal))
    this.#setting.set(
      service,
      task.done.then(() => void this.#setting.delete(service)),
    )
  }

  /** Tells the service until it has what is wanted by then; one that is down is told when it is back, as long as that is wanted. */
  async #set(service: string, signal: AbortSignal): Promise<void> {
    const { ports } = this.#system
    for (let told: string | undefined; told !== this.#wanted.get(service) && !signal.aborted; ) {
      const wanted = this.#wanted.get(service) as string
      const isThere = await this.#tell(service, wanted)
      // a process that has ended has forgotten its faults
      if (isThere === true || (isThere === 'gone' && wanted === '[]')) told = wanted
      else await ports.clock.sleep(retryMs, signal).catch(() => {})
    }
  }

  async #tell(service: string, faults: string): Promise<boolean | 'gone'> {
    const { ports, addressOf } = this.#system
    const { clock, transport } = ports
    const headers = reply(200, '').headers
    const deadline = clock.now() + callMs
    const call = {
      to: addressOf(service),
      method: 'PUT',
      path: faultsPath,
      headers,
      body: faults,
      deadline,
    }
    try {
      const { status } = await transport.call(call)
      if (status !== 200) this.#refused.set(service, status)
      return true
    } catch (error) {
      return error instanceof TransportError && error.code === 'WT_UNREACHABLE' ? 'gone' : false
    }
  }
}
