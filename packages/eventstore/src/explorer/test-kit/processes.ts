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
}

/** Processes that are loaded before they are needed: most of a short life is its start. */
export class Nursery {
  readonly #cache: string
  readonly #warm: Promise<ChildProcess>[] = []
  readonly #sabotage: Sabotage | undefined
  constructor(cache: string, sabotage?: Sabotage) {
    this.#cache = cache
    this.#sabotage = sabotage
    for (let i = 0; i < 3; i++) this.#warm.push(this.#start())
  }

  async begin(plan: Plan): Promise<Life> {
    const child = await (this.#warm.shift() as Promise<ChildProcess>)
    this.#warm.push(this.#start())
    const end = once(child, 'close').then(([code, signal]) => ({ code, signal }))
    child.stdin?.end(`${JSON.stringify(plan)}\n`)
    return { child, end }
  }

  async close(): Promise<void> {
    for (const child of await Promise.all(this.#warm)) {
      const end = once(child, 'close')
      child.kill('SIGKILL')
      await end
    }
  }

  async #start(): Promise<ChildProcess> {
    const args = [
      '--conditions=watertight-src',
      `--import=${pathToFileURL(program('failpoint.ts'))}`,
      program('life.ts'),
    ]
    const child = spawn(process.execPath, args, {
      // a sabotaged one has a lot to say
      stdio: ['pipe', 'pipe', this.#sabotage ? 'ignore' : 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: this.#cache, WT_SABOTAGE: this.#sabotage },
    })
    if (child.stdout) await once(createInterface({ input: child.stdout }), 'line')
    return child
  }
}
