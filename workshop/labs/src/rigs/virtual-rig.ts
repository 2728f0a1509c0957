import type { Start } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import type { Held, Rig } from '../lab.ts'
import { metered } from './metered.ts'

/** Virtual time and a virtual network: the same seed gives the same run, a minute takes milliseconds. */
export function virtualRig(seed: number, start: Start): Rig {
  const world = new VirtualWorld({ seed })
  let held = (): Held => ({ timers: 0, calls: 0 })
  return {
    host: (name, service) => world.host(name, service),
    subject: (name) =>
      world.host(name, (ports) => {
        const meter = metered(ports)
        held = meter.held
        return start(meter.ports) as Promise<void>
      }),
    held: () => held(),
    run: (work) => world.run(work),
    stop: () => world.stop(),
  }
}
