import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '../../..')

/** Lending as `npm start` runs it, in processes of its own. */
export interface System {
  /** Of the loan desk. */
  readonly address: string
  /** How many processes it has. */
  processes(): number
  post(path: string, body: object): Promise<number>
  stop(): Promise<number>
}

const watertight = (...args: readonly string[]): ChildProcess =>
  spawn(
    process.execPath,
    ['--conditions=watertight-src', join(root, 'packages/cli/src/main.ts'), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: root },
  )

export async function startSystem(topology: 'split' | 'single' = 'split'): Promise<System> {
  const data = mkdtempSync(join(tmpdir(), 'watertight-'))
  const how = ['--only', 'lending', '--data', data, '--topology', topology, '--port', '0', '--json']
  const child = watertight('up', ...how)
  const said: string[] = []
  const address = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
        said.push(line)
        if (said.length > 200) said.shift()
        const ready = /^\{"ready":"(http:[^"]+)"\}$/.exec(line)?.[1]
        if (ready !== undefined && ready === runOf(data).gateway) resolve(ready)
      })
    child.once('exit', (code) => reject(new Error(`up ended with ${code}:\n${said.join('\n')}`)))
  })
  return {
    address,
    processes: () => new Set(Object.values(runOf(data).services).map(({ pid }) => pid)).size,
    async post(path, body) {
      const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
      const options = { method: 'POST', headers, body: JSON.stringify(body) }
      return (await fetch(address + path, options)).status
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const [code] = await ended
      rmSync(data, { recursive: true, force: true })
      return code
    },
  }
}

interface RunFile {
  readonly gateway?: string
  readonly services: { readonly [name: string]: { readonly pid: number } }
}

function runOf(data: string): RunFile {
  try {
    return JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as RunFile
  } catch {
    return { services: {} }
  }
}
