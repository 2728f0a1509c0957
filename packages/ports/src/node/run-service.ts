import { join } from 'node:path'
import type { Folder } from '../folder.ts'
import type { Ports } from '../ports.ts'
import type { Running } from '../start.ts'
import type { Transport } from '../transport.ts'
import type { ListenPlace } from './http-serve.ts'
import { nodePorts } from './ports.ts'
import { announce, runProcess } from './run-process.ts'
import { rulesIn, whereToListen } from './service-arguments.ts'

export interface ServiceOptions {
  /** The arguments of the command line that are the service's own. */
  readonly args: readonly string[]
  /** The rules of the mesh that its calls go by; none where calls go as they are. */
  readonly rules?: Folder | undefined
  /** Where others are, as it is known at each moment. */
  readonly directory?: ReadonlyMap<string, string>
  /** For a service that opens its first server by itself, in place of `transport.serve`. */
  readonly listening?: Listening
}

export interface Listening extends ListenPlace {
  /** Where that server is: others are told. */
  opened(address: string): void
}

export type StartService = (ports: Ports, options: ServiceOptions) => Promise<Running>

/**
 * The main of a service process: `runService('orders', start)`.
 *
 * - Arguments: `--data DIR` (its files are in `DIR/name`), `--host ADDRESS` where it listens (127.0.0.1, this machine alone, by default), `--port N` of its first server (0, the default, takes a free one; in use: exit 2, or with
 *   `--port-or-next` one of the following 20), `--directory JSON` (where others are), `--rules DIR` (of the mesh), `--supervised`; the rest goes to the service.
 * - Standard output: JSON log lines, and `{"ready":"http://…"}` once it serves.
 * - Standard input: lines `{"directory":{"orders":"http://…"}}` enter or move services; with `--supervised` its end stops the process.
 * - SIGTERM and SIGINT stop the service, then its ports: exit 0, or 1 when that fails or takes more than 10 s.
 */
export function runService(name: string, start: StartService): void {
  runProcess(name, ({ options, directory, log }) => {
    const { data, args, rules } = options
    const folder = join(data, name)
    const ports = nodePorts({ service: name, folder, directory, log, ...whereToListen(options) })
    let isOpen = false
    const opened = (address: string) => {
      if (!isOpen) announce(address)
      isOpen = true
    }
    const announced = { ...ports, transport: announcing(ports.transport, opened) }
    const listening = { ...whereToListen(options), opened }
    const started = Promise.resolve().then(() =>
      start(announced, { args, directory, listening, rules: rulesIn(rules) }),
    )
    return {
      started,
      async stop() {
        await (await started).stop()
        await ports.stop()
      },
    }
  })
}

/** Says on standard output where the first server is. */
function announcing(transport: Transport, opened: (address: string) => void): Transport {
  return {
    isPublic: transport.isPublic,
    call: (call) => transport.call(call),
    open: (call) => transport.open(call),
    async serve(name, handler) {
      const server = await transport.serve(name, handler)
      opened(server.address)
      return server
    },
  }
}
