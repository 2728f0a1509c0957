import type { Ports } from '@watertight/ports'
import type { FaultySystem } from './apply-faults.ts'
import { FaultsError } from './faults-error.ts'

/** A service that runs here, and its process at this moment; undefined while it has none. */
export interface RealService {
  readonly name: string
  process(): { readonly pid: number; readonly address?: string; kill(): void } | undefined
}

const lookMs = 100

/** The system that runs here. Its supervisor starts again what is killed, so whoever is to stay down is killed each time. */
export function realSystem(
  { ports }: { readonly ports: Pick<Ports, 'clock' | 'transport' | 'spawn'> },
  services: readonly RealService[],
): FaultySystem {
  const { clock } = ports
  const find = (name: string) => services.find((service) => service.name === name)?.process()
  // one that has just been killed keeps the address it had: nothing answers there
  const last = new Map<string, string>()
  for (const { name, process } of services) {
    const address = process()?.address
    if (address === undefined) throw notRunning(name)
    last.set(name, address)
  }
  return {
    ports,
    addressOf(service) {
      const address = find(service)?.address ?? last.get(service)
      if (address === undefined) throw notRunning(service)
      last.set(service, address)
      return address
    },
    kill(service) {
      let killed: number | undefined
      let timer: { cancel(): void }
      const look = () => {
        const process = find(service)
        if (process !== undefined && process.pid !== killed) {
          killed = process.pid
          process.kill()
        }
        timer = clock.after(lookMs, look)
      }
      timer = clock.after(0, look)
      return () => timer.cancel()
    },
  }
}

const notRunning = (service: string) =>
  new FaultsError(
    'WT_FAULTS_SYSTEM',
    `${service} has no address of its own. Start everything with npm start, or add --virtual`,
    { service },
  )
