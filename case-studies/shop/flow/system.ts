import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '../../..')

interface RunFile {
  readonly gateway?: string
  readonly services: {
    readonly [name: string]: { readonly pid: number; readonly address?: string }
  }
}

/** The whole shop as `npm start` runs it, in processes of its own on data of its own. */
export interface System {
  readonly gateway: string
  readonly data: string
  run(): RunFile
  get<T>(path: string): Promise<T>
  post(path: string, body: unknown, key?: string): Promise<Response>
  /** Asks until the answer is as wanted; fails after the limit. */
  until<T>(path: string, wanted: (answer: T) => boolean, limitMs?: number): Promise<T>
  /** `kill -9`; false when the service is not running at this moment. */
  kill(service: string): boolean
  /** Stands still where it is, or goes on; false when the service is not running at this moment. */
  freeze(service: string): boolean
  thaw(service: string): boolean
  /** Ends it in order; its data stays where it was named by the caller. Answers the exit code. */
  stop(): Promise<number | null>
}

export const watertight = (...args: readonly string[]): ChildProcess => watertightIn({}, ...args)

const watertightIn = (env: NodeJS.ProcessEnv, ...args: readonly string[]): ChildProcess =>
  spawn(
    process.execPath,
    ['--conditions=watertight-src', join(root, 'packages/cli/src/main.ts'), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  )

interface SystemOptions {
  readonly topology?: 'split' | 'single'
  /** A folder that is kept; one of its own, which goes when it stops, unless told. */
  readonly data?: string
  /** The broker that carries published events, where there is one. */
  readonly nats?: string
  /** The database of the services' logs, and its password, where they are in one. */
  readonly postgres?: string
  readonly password?: string
  /** Of all its processes, beside this one's. */
  readonly env?: NodeJS.ProcessEnv
}

export async function startSystem({
  topology = 'split',
  data: kept,
  nats,
  postgres,
  password,
  env: more = {},
}: SystemOptions = {}): Promise<System> {
  const data = kept ?? mkdtempSync(join(tmpdir(), 'watertight-'))
  const outside = [
    ...(nats === undefined ? [] : ['--nats', nats]),
    ...(postgres === undefined ? [] : ['--postgres', postgres]),
  ]
  const how = ['--only', 'shop', '--data', data, '--topology', topology, ...outside]
  const env = { ...more, ...(password !== undefined && { PGPASSWORD: password }) }
  const child = watertightIn(env, 'up', ...how, '--port', '0', '--json')
  const said: string[] = []
  const gateway = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
        said.push(line)
        if (said.length > 200) said.shift()
        const ready = /^\{"ready":"(http:[^"]+)"\}$/.exec(line)?.[1]
        // services say so too; the supervisor's line is the one of its run file
        if (ready !== undefined && ready === runOf(data).gateway) resolve(ready)
      })
    child.once('exit', (code) => reject(new Error(`up ended with ${code}:\n${said.join('\n')}`)))
  })

  const signal = (service: string, name: NodeJS.Signals): boolean => {
    const pid = runOf(data).services[service]?.pid
    if (pid === undefined) return false
    try {
      return process.kill(pid, name)
    } catch {
      return false
    }
  }

  const get = async <T>(path: string) => {
    const answer = await fetch(gateway + path, { signal: AbortSignal.timeout(10_000) })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  return {
    gateway,
    data,
    run: () => runOf(data),
    get,
    post: (path, body, key) =>
      fetch(gateway + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      }),
    async until<T>(path: string, wanted: (answer: T) => boolean, limitMs = 60_000) {
      const end = performance.now() + limitMs
      for (let last: unknown; ; await pause(100)) {
        try {
          const answer = await get<T>(path)
          if (wanted(answer)) return answer
          last = answer
        } catch (error) {
          last = String(error)
        }
        if (performance.now() > end)
          throw new Error(`${path} is ${JSON.stringify(last)} after ${limitMs} ms`)
      }
    },
    kill: (service) => signal(service, 'SIGKILL'),
    freeze: (service) => signal(service, 'SIGSTOP'),
    thaw: (service) => signal(service, 'SIGCONT'),
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const [code] = await ended
      if (kept === undefined) rmSync(data, { recursive: true, force: true })
      return code
    },
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function runOf(data: string): RunFile {
  try {
    return JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as RunFile
  } catch {
    return { services: {} }
  }
}
