import { join } from 'node:path'
import type { Running } from '../start.ts'
import type { Neighbours } from './in-process.ts'
import { jsonLines } from './json-lines.ts'
import { nodePorts } from './ports.ts'
import { announce, runProcess } from './run-process.ts'
import type { StartService } from './run-service.ts'
import { rulesIn, whereToListen } from './service-arguments.ts'

/** A free port of this machine. */
const somewhere = { host: '127.0.0.1', port: 0, portsAfter: 0 }

/** A service among others in one process. */
export interface Together {
  readonly name: string
  readonly start: StartService
  readonly args: readonly string[]
  /** The folder of the mesh's rules, where its calls go by some. */
  readonly rules?: string | undefined
  /** It has an address of its own; the others are reached by their neighbours alone. */
  readonly listens: boolean
  /** `--port` is for its first server. */
  readonly front: boolean
}

/**
 * The main of a process that runs several services, which call each other without sockets: `runTogether('all', load)`. Each keeps its own
 * ports and its files in `DIR/name`, as under `runService`, whose arguments, lines and signals are the same, but for:
 *
 * - `--port` is for the front.
 * - `{"ready":"http://…","services":{"orders":null,"gateway":"http://…"}}` comes once all have started: the front's address, or the first one, and
 *   everyone's.
 * - They start in order and stop in the opposite one. One that fails ends them all.
 */
export function runTogether(
  name: string,
  load: (args: readonly string[]) => Promise<readonly Together[]>,
): void {
  runProcess(name, ({ options, directory }) => {
    const neighbours: Neighbours = new Map()
    const running: Running[] = []

    async function begin(): Promise<void> {
      const services = await load(options.args)
      const { data } = options
      for (const { name, start, args, rules, listens, front } of services) {
        const ports = nodePorts({
          ...{ service: name, folder: join(data, name), directory, log: jsonLines(name) },
          ...{ neighbours, listens, ...(front && whereToListen(options)) },
        })
        const listening = {
          ...(front ? whereToListen(options) : somewhere),
          opened: (address: string) => void directory.set(name, address),
        }
        const service = await start(ports, { args, directory, listening, rules: rulesIn(rules) })
        running.push({
          async stop() {
            await service.stop()
            await ports.stop()
          },
        })
      }
      const addresses = services.map(({ name }) => [name, directory.get(name) ?? null] as const)
      const front = services.find(({ front }) => front)?.name
      const ready = addresses.find(([name, at]) => at !== null && (front ?? name) === name)?.[1]
      announce(ready ?? null, { services: Object.fromEntries(addresses) })
    }

    return {
      started: begin(),
      async stop() {
        for (const one of running.toReversed()) await one.stop()
      },
    }
  })
}
