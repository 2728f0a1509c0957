import { parseArgs } from 'node:util'
import type { Log } from '@watertight/ports'
import { jsonLines } from '@watertight/ports/node'
import type { BuiltIn, BuiltInContext } from '../built-in.ts'
import { CommandLineError } from '../command-line-error.ts'
import { logLines } from '../log-line.ts'
import { startChild } from '../supervisor/child.ts'
import { dataFolder } from '../supervisor/data-folder.ts'
import { earlierRunEnded } from '../supervisor/earlier-run.ts'
import { lock } from '../supervisor/lock.ts'
import { readRunFile, removeRunFile, runFilePath, writeRunFile } from '../supervisor/run-file.ts'
import { type Running, supervise } from '../supervisor/supervise.ts'
import { type Planned, plan } from './plan.ts'
import { partsOf, placesOf, processes, type Topology, topologies } from './topology.ts'

const wishedPort = 4600

const options = {
  nats: { type: 'string' },
  only: { type: 'string', multiple: true, default: [] as string[] },
  port: { type: 'string' },
  postgres: { type: 'string' },
  reset: { type: 'boolean', default: false },
  topology: { type: 'string', default: 'split' },
} as const

/** `watertight up`: runs everything and prints one address. */
export const up: BuiltIn = {
  name: 'up',
  summary: 'start all services here, keep them running, print one address',
  usage: `Usage: watertight up [--only NAME]... [--port N] [--topology split|single] [--nats URL]
                     [--postgres URL] [--reset]

  --only NAME  start only the services of this part (shop, …); may be repeated
  --port N     serve the page on this port and no other (default: ${wishedPort}, or the next one that is free)
  --topology T split, the default: a process for each service, and one that dies is started again by itself;
               single: all services in one process, which call each other without sockets. The data is the same
  --nats URL   published events go by way of the NATS server at this address (nats://127.0.0.1:4222), with JetStream;
               over HTTP unless told
  --postgres URL  the services' logs are in the PostgreSQL database at this address (postgres://user@127.0.0.1:5432/shop), each
               in a schema of its own; in SQLite files unless told. The password is no part of it: set PGPASSWORD
  --reset      delete the data of an earlier run first; a database is left as it is, so not with --postgres
  --json       print what the services write as it is, debug lines included

Ctrl-C stops everything in order; a second one ends it at once.`,
  async run(context) {
    const { values } = parseArgs({ args: [...context.args], options })
    const port = portOf(values.port)
    const topology = topologyOf(values.topology)
    const nats = natsOf(values.nats)
    const postgres = postgresOf(values.postgres)
    if (postgres !== undefined && values.reset) throw noReset()
    const services = plan(context.root, context.registered, values.only)
    const held = lock(context.ports.storage)
    if (held === undefined) throw alreadyRunning(context.data)
    try {
      await runAll(services, {
        ...{ ...context, port, topology, nats, postgres },
        reset: values.reset,
      })
      return 0
    } finally {
      held.release()
    }
  },
}

interface RunAll extends BuiltInContext {
  readonly port: number | undefined
  readonly topology: Topology
  readonly nats: string | undefined
  readonly postgres: string | undefined
  readonly reset: boolean
}

async function runAll(services: readonly Planned[], context: RunAll): Promise<void> {
  const { data, root, ports, out, json, signal, kill, reset } = context
  const print = printer(services, context)
  const log = jsonLines('watertight', (line) => print('watertight', line.trimEnd()))
  const earlier = readRunFile(data)
  if (earlier) await earlierRunEnded(earlier, { ...ports, log }, signal)
  const folder = dataFolder(data, { reset })
  const pages = new Map<string, string>()
  for (const { name, page } of services) {
    if (page === undefined) continue
    pages.set(name, await context.buildPage(root, page, (message) => log('info', message)))
  }
  if (signal.aborted) return

  const parts = partsOf(context.registered, services)
  let gateway: string | undefined
  const note = (running: Running) =>
    writeRunFile(data, {
      ...(gateway !== undefined && { gateway }),
      services: placesOf(running),
      parts,
    })
  const front = services.find(({ front }) => front)?.name
  log('info', `starting ${services.map(({ name }) => name).join(', ')}`)
  signal.addEventListener('abort', () => log('info', 'stopping; Ctrl-C again ends it at once'))
  try {
    await supervise(
      processes(context.topology, services, {
        ...{ folder, pages, nats: context.nats, postgres: context.postgres },
        runFile: runFilePath(data),
        portArguments: (before) => portArguments(context.port, before),
      }),
      {
        ...{ clock: ports.clock, random: ports.random, spawn: ports.spawn, log, startChild },
        ...{ stop: signal, kill, onLine: print },
        onChange: logged(log, note),
        onReady(running) {
          const places = placesOf(running)
          gateway = front && places[front]?.address
          logged(log, note)(running)
          if (json) out.line(JSON.stringify({ ready: gateway ?? null }))
          else
            announce(
              out,
              gateway,
              services
                .filter(({ isOpen, front }) => isOpen && !front)
                .map(({ name, under }) => [
                  name,
                  gateway !== undefined && under !== undefined
                    ? gateway + under
                    : (places[name]?.address ?? ''),
                ]),
            )
        },
      },
    )
  } catch (error) {
    throw new CommandLineError('WT_SERVICE_START', (error as Error).message)
  } finally {
    removeRunFile(data)
  }
  log('info', 'stopped')
}

/** Lines of services, as they are with `--json`, readable otherwise. */
function printer(services: readonly Planned[], { out, json }: BuiltInContext) {
  const readable = logLines(['watertight', ...services.map(({ name }) => name)], out)
  return (service: string, line: string) => {
    const text = json ? line : readable(service, line)
    if (text !== undefined) out.line(text)
  }
}

/** The front keeps its port when it is started again: pages that are open come back by themselves. */
function portArguments(fixed: number | undefined, before: string | undefined): readonly string[] {
  if (before !== undefined) return ['--port', new URL(before).port]
  return fixed === undefined
    ? ['--port', `${wishedPort}`, '--port-or-next']
    : ['--port', `${fixed}`]
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new CommandLineError('WT_USAGE', `--port ${text}: expected a number from 0 to 65535`)
  return Number(text)
}

function topologyOf(text: string): Topology {
  const topology = topologies.find((one) => one === text)
  if (topology) return topology
  throw new CommandLineError('WT_USAGE', `--topology ${text}: expected ${topologies.join(' or ')}`)
}

/** Credentials have no place in a command line, which everybody on the machine may read. */
function natsOf(address: string | undefined): string | undefined {
  if (address === undefined || /^(nats|tls):\/\/[^/@\s]+$/.test(address)) return address
  throw new CommandLineError(
    'WT_USAGE',
    '--nats: expected an address such as nats://127.0.0.1:4222, without user and password',
  )
}

function postgresOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined
  const url = URL.canParse(address) ? new URL(address) : undefined
  const isOne = url && /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== ''
  if (isOne && url.password === '' && !url.searchParams.has('password')) return address
  // it may hold a password, so it is not shown
  throw new CommandLineError(
    'WT_USAGE',
    '--postgres: expected an address such as postgres://user@127.0.0.1:5432/shop, without a password: set PGPASSWORD',
  )
}

/** What others hold in a database is not ours to delete. */
const noReset = () =>
  new CommandLineError(
    'WT_USAGE',
    '--reset deletes files, never a database: name an empty database and a new --data folder instead',
  )

/** A full disk must not end what runs. */
function logged<T>(log: Log, write: (value: T) => void): (value: T) => void {
  return (value) => {
    try {
      write(value)
    } catch (error) {
      log('error', 'run.json could not be written', { error })
    }
  }
}

/** Says where people find it: the front, and whatever has an address of its own. */
function announce(
  out: BuiltInContext['out'],
  gateway: string | undefined,
  others: readonly (readonly [string, string])[],
): void {
  const where = gateway === undefined ? '' : `: ${out.style('underline', gateway)}`
  const lines = [
    out.style(['bold', 'green'], `Watertight is running${where}`),
    ...others.map(([name, address]) => `${name}: ${out.style('underline', address)}`),
    'Ctrl-C to stop',
  ]
  out.line(`\n${lines.map((line) => `  ${line}\n`).join('')}`)
}

function alreadyRunning(data: string): CommandLineError {
  const run = readRunFile(data)
  const who = run ? ` (process ${run.pid})${run.gateway ? ` at ${run.gateway}` : ''}` : ''
  return new CommandLineError('WT_ALREADY_RUNNING', `Watertight runs on ${data} already${who}`, {
    data,
    pid: run?.pid,
    gateway: run?.gateway,
  })
}
