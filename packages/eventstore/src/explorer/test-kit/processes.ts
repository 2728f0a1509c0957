import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import type { Sabotage } from './failpoint.ts'
import type { Plan } from './life.ts'

const program = (name: string) => join(import.meta.dirname, name)

export interface Life {
  readonly child: ChildProcess
  /** Settles when it is dead. */
  readonly end: Promise<{ readonly code: number | null; readonly signal: string | null }>
  /** The end of what it complained about. */
  complaint(): string
}

interface Child {
  readonly child: ChildProcess
  complaint(): string
}

const longestComplaint = 4_000

/** Processes that are loaded before they are needed: most of a short life is its start. */
export class Nursery {
  readonly #cache: string
  readonly #warm: Promise<Child>[] = []
  readonly #sabotage: Sabotage | undefined
  constructor(cache: string, sabotage?: Sabotage) {
    this.#cache = cache
    this.#sabotage = sabotage
    for (let i = 0; i < 3; i++) this.#warm.push(this.#start())
  }

  async begin(plan: Plan): Promise<Life> {
    const { child, complaint } = await (this.#warm.shift() as Promise<Child>)
    this.#warm.push(this.#start())
    const end = once(child, 'close').then(([code, signal]) => ({ code, signal }))
    child.stdin?.end(`${JSON.stringify(plan)}\n`)
    return { child, end, complaint }
  }

  async close(): Promise<void> {
    for (const { child } of await Promise.all(this.#warm)) {
      const end = once(child, 'close')
      child.kill('SIGKILL')
      await end
    }
  }

  async #start(): Promise<Child> {
    const args = [
      '--conditions=watertight-src',
      `--import=${pathToFileURL(program('failpoint.ts'))}`,
      program('life.ts'),
    ]
    const child = spawn(process.execPath, args, {
      // a sabotaged one has a lot to say
      stdio: ['pipe', 'pipe', this.#sabotage ? 'ignore' : 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: this.#cache, WT_SABOTAGE: this.#sabotage },
    })
    let said = ''
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-longestComplaint)
    })
    if (child.stdout) await once(createInterface({ input: child.stdout }), 'line')
    return { child, complaint: () => said }
  }
}
