import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '../../..')

/** Streaming as `npm start` runs it, in processes of its own. */
export interface System {
  /** Of the edge. */
  readonly address: string
  /** `watertight …` on this system: its exit code and its output. */
  command(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }>
  /** Replaces the faults of a service. */
  fault(service: string, faults: readonly object[]): Promise<void>
  stop(): Promise<void>
}

const watertight = (...args: readonly string[]): ChildProcess =>
  spawn(
    process.execPath,
    ['--conditions=watertight-src', join(root, 'packages/cli/src/main.ts'), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: root },
  )

export async function startSystem(): Promise<System> {
  const data = mkdtempSync(join(tmpdir(), 'watertight-'))
  const child = watertight(
    ...['up', '--only', 'streaming', '--data', data, '--port', '0', '--json'],
  )
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
    async command(...args) {
      const one = watertight(...args, '--data', data)
      let output = ''
      for (const stream of [one.stdout, one.stderr])
        stream?.on('data', (chunk) => {
          output += chunk
        })
      const [code] = await once(one, 'close')
      return { code, output }
    },
    async fault(service, faults) {
      const at = runOf(data).services[service]?.address
      const options = { method: 'PUT', body: JSON.stringify(faults) }
      const { status } = await fetch(`${at}/-/faults`, options)
      if (status !== 200) throw new Error(`${service} answered ${status}`)
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      rmSync(data, { recursive: true, force: true })
    },
  }
}

interface RunFile {
  readonly gateway?: string
  readonly services: { readonly [name: string]: { readonly address?: string } }
}

function runOf(data: string): RunFile {
  try {
    return JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as RunFile
  } catch {
    return { services: {} }
  }
}
