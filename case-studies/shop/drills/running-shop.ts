import type { CommandContext } from '@watertight/cli'
import type { Place } from './drill-shop.ts'

const lookMs = 100

/** The shop whose processes run here. Its supervisor starts again what is killed, so whoever is to stay down is killed each time. */
export function runningShop(
  { ports, services, signal }: Pick<CommandContext, 'ports' | 'services' | 'signal'>,
  gateway: string,
): Place {
  const processes = new Map(services('shop').map((one) => [one.name, one]))
  return {
    ports,
    signal,
    way: (service) => ({ to: gateway, prefix: `/api/${service}` }),
    kill(service) {
      let killed: number | undefined
      let timer: { cancel(): void }
      const look = () => {
        const process = processes.get(service)?.process()
        if (process !== undefined && process.pid !== killed) {
          killed = process.pid
          process.kill()
        }
        timer = ports.clock.after(lookMs, look)
      }
      look()
      return () => timer.cancel()
    },
  }
}
