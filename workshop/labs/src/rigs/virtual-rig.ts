import type { Start } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import type { Held, Rig } from '../lab.ts'
import { metered } from './metered.ts'

/** Virtual time and a virtual network: the same seed gives the same run, a minute takes milliseconds. */
export function virtualRig(seed: number, start: Start): Rig {
  const world = new VirtualWorld({ seed })
  const meters = new Map<string, () => Held>()
  const restarted = new Map<string, () => void>()
  return {
    host: (name, service) => world.host(name, service),
    subject: (name) =>
      world.host(name, async (ports) => {
        const meter = metered(ports)
        meters.set(name, meter.held)
        const running = await start(meter.ports)
        restarted.get(name)?.()
        return running as undefined
      }),
    kill(name) {
      meters.delete(name)
      world.crash(name)
    },
    restart(name) {
      const started = new Promise<void>((end) => restarted.set(name, end))
      world.restart(name)
      return started
    },
    async held() {
      const all = [...meters.values()].map((held) => held())
      return {
        timers: all.reduce((sum, it) => sum + it.timers, 0),
        calls: all.reduce((sum, it) => sum + it.calls, 0),
      }
    },
    run: (work) => world.run(work),
    stop: () => world.stop(),
  }
}
