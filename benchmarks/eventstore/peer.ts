import { type ChildProcess, fork } from 'node:child_process'
import { CannotComplete, type Lane } from './lanes.ts'

/** What a peer's process is asked for. */
export interface Asked {
  readonly work: string
  readonly ms: number
}

/** What it answers: units a second, a count where `verify` was asked for, or why it could not. */
export interface Told {
  readonly value?: number
  readonly failed?: string
}

const patienceMs = 30_000

/** A peer in a process of its own, since some end the process they live in. It works only while it is asked to. */
export class PeerProcess {
  readonly #child: ChildProcess
  readonly #ended: Promise<string>
  #isOver = false

  constructor(module: URL, ...input: readonly string[]) {
    this.#child = fork(module, [...input], {
      execArgv: ['--conditions=watertight-src'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let said = ''
    this.#child.stderr?.on('data', (text) => {
      said += text
    })
    this.#ended = new Promise((resolve) =>
      this.#child.once('exit', (code, signal) => {
        this.#isOver = true
        resolve(`its process ended: ${said.match(/SQLITE_\w+|\w+Error/)?.[0] ?? signal ?? code}`)
      }),
    )
  }

  async ask(work: string, ms = 0): Promise<number> {
    if (this.#isOver) throw new CannotComplete(await this.#ended)
    const answer = new Promise<Told>((resolve) => this.#child.once('message', resolve))
    this.#child.send({ work, ms } satisfies Asked)
    const late = AbortSignal.timeout(ms + patienceMs)
    const gone = new Promise<Told>((resolve) => {
      void this.#ended.then((failed) => resolve({ failed }))
      late.addEventListener('abort', () => resolve({ failed: 'no answer' }))
    })
    const { value, failed } = await Promise.race([answer, gone])
    if (failed !== undefined) throw new CannotComplete(failed)
    return value ?? Number.NaN
  }

  lane(work: string): Lane {
    return { slice: (ms) => this.ask(work, ms) }
  }

  async end(): Promise<void> {
    this.#child.kill()
    await this.#ended
  }
}

/** The peer's side: answers one request after the other. */
export function answer(works: Readonly<Record<string, (ms: number) => Promise<number>>>): void {
  // a peer whose owner was killed has nobody to work for
  process.once('disconnect', () => process.exit())
  process.on('message', async ({ work, ms }: Asked) => {
    let told: Told
    try {
      told = { value: await (works[work] as (ms: number) => Promise<number>)(ms) }
    } catch (error) {
      told = { failed: error instanceof Error ? error.message.slice(0, 60) : String(error) }
    }
    process.send?.(told)
  })
}
