import { join } from 'node:path'
import type { Log } from '../log.ts'
import { lines } from '../payload.ts'
import type { Ports } from '../ports.ts'
import { PortsError } from '../ports-error.ts'
import type { Running } from '../start.ts'
import type { Transport } from '../transport.ts'
import { jsonLines } from './json-lines.ts'
import { nodePorts } from './ports.ts'
import { addresses, type ServiceArguments, serviceArguments } from './service-arguments.ts'
import type { Directory } from './transport.ts'

export interface ServiceOptions {
  /** The arguments of the command line that are the service's own. */
  readonly args: readonly string[]
}

export type StartService = (ports: Ports, options: ServiceOptions) => Promise<Running>

const stopLimitMs = 10_000
const portsAfter = 20

/**
 * The main of a service process: `runService('orders', start)`.
 *
 * - Arguments: `--data DIR` (its files are in `DIR/name`), `--host ADDRESS` where it listens (127.0.0.1, this machine alone, by default), `--port N` of its first server (0, the default, takes a free one; in use: exit 2, or with
 *   `--port-or-next` one of the following 20), `--directory JSON` (where others are), `--supervised`; the rest goes to the service.
 * - Standard output: JSON log lines, and `{"ready":"http://…"}` once it serves.
 * - Standard input: lines `{"directory":{"orders":"http://…"}}` enter or move services; with `--supervised` its end stops the process.
 * - SIGTERM and SIGINT stop the service, then its ports: exit 0, or 1 when that fails or takes more than 10 s.
 */
export function runService(name: string, start: StartService): void {
  const log = jsonLines(name)
  const fatal = (message: string, error: unknown) => {
    log('error', message, { error })
    process.exit(1)
  }
  process.on('uncaughtException', (error) => fatal('uncaught exception', error))
  process.on('unhandledRejection', (error) => fatal('unhandled rejection', error))
  // whoever read the log is gone; the end of standard input or a signal says what to do about it
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  run(name, start, log).catch((error) => {
    if (!(error instanceof PortsError)) return fatal('start failed', error)
    process.stderr.write(`${name}: ${error.message}\n`)
    process.exit(2)
  })
}

async function run(name: string, start: StartService, log: Log): Promise<void> {
  const options = serviceArguments(process.argv.slice(2))
  const directory: Directory = new Map(Object.entries(options.directory))
  const ports = nodePorts({
    service: name,
    folder: join(options.data, name),
    directory,
    log,
    host: options.host,
    port: options.port,
    portsAfter: options.portOrNext ? portsAfter : 0,
  })
  const announced = { ...ports, transport: announcing(ports.transport) }
  const starting = Promise.resolve().then(() => start(announced, { args: options.args }))

  let stopping = false
  const stop = (reason: string) => {
    if (stopping) return
    stopping = true
    log('info', 'stopping', { reason })
    setTimeout(() => {
      log('error', `not stopped after ${stopLimitMs} ms`)
      process.exit(1)
    }, stopLimitMs)
    const stopped = async () => {
      await (await starting).stop()
      await ports.stop()
    }
    stopped().then(
      () => process.exit(0),
      (error) => {
        log('error', 'stop failed', { error })
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  void follow(directory, options, log, stop)
  await starting
}

/** Says on standard output where the first server is. */
function announcing(transport: Transport): Transport {
  let ready = false
  return {
    isPublic: transport.isPublic,
    call: (call) => transport.call(call),
    open: (call) => transport.open(call),
    async serve(name, handler) {
      const server = await transport.serve(name, handler)
      if (!ready) process.stdout.write(`${JSON.stringify({ ready: server.address })}\n`)
      ready = true
      return server
    },
  }
}

/** Keeps the directory as standard input tells it. */
async function follow(
  directory: Directory,
  { supervised }: ServiceArguments,
  log: Log,
  stop: (reason: string) => void,
): Promise<void> {
  try {
    for await (const line of lines(process.stdin)) {
      const entries = directoryOf(line)
      if (entries === undefined) log('warn', 'standard input: not a directory, ignored', { line })
      else for (const [name, address] of Object.entries(entries)) directory.set(name, address)
    }
  } catch (error) {
    log('warn', 'standard input broke', { error })
  }
  if (supervised) stop('the end of standard input')
}

function directoryOf(line: string) {
  try {
    const message: unknown = JSON.parse(line)
    return typeof message === 'object' && message !== null && 'directory' in message
      ? addresses(message.directory)
      : undefined
  } catch {
    return undefined
  }
}
