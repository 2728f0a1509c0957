import { flushCompileCache } from 'node:module'
import type { Log } from '../log.ts'
import { lines } from '../payload.ts'
import { PortsError } from '../ports-error.ts'
import { jsonLines } from './json-lines.ts'
import { addresses, type ServiceArguments, serviceArguments } from './service-arguments.ts'
import type { Directory } from './transport.ts'

/** What a process of services is given by whoever started it. */
export interface Given {
  readonly options: ServiceArguments
  /** Kept as standard input tells it. */
  readonly directory: Directory
  readonly log: Log
}

/** What a process runs. */
interface Life {
  readonly started: Promise<unknown>
  stop(): Promise<void>
}

const stopLimitMs = 10_000

/** The life of a process that runs services, from its arguments to its exit code: what `runService` says of it. */
export function runProcess(name: string, begin: (given: Given) => Life): void {
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
  run(begin, log).catch((error) => {
    if (!(error instanceof PortsError)) return fatal('start failed', error)
    process.stderr.write(`${name}: ${error.message}\n`)
    process.exit(2)
  })
}

/** Says where it serves: whoever started the process waits for this line. What was compiled until then is there for other processes, where Node keeps it. */
export function announce(ready: string | null, more: object = {}): void {
  flushCompileCache()
  process.stdout.write(`${JSON.stringify({ ready, ...more })}\n`)
}

async function run(begin: (given: Given) => Life, log: Log): Promise<void> {
  const options = serviceArguments(process.argv.slice(2))
  const directory: Directory = new Map(Object.entries(options.directory))
  const life = begin({ options, directory, log })

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
      await life.started
      await life.stop()
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
  await life.started
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
