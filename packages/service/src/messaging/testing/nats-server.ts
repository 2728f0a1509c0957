import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

// Debian keeps it where not every user looks
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }

/** Whether Debian's `nats-server` is here. */
export const hasNatsServer = (): boolean =>
  spawnSync('nats-server', ['--version'], { stdio: 'ignore', env }).status === 0

/** A NATS server of a test's own, with JetStream in a temporary folder, on a port that stays the same. */
export class NatsServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'nats-'))
  readonly #port: number
  #process: ChildProcess | undefined

  private constructor(port: number) {
    this.#port = port
  }

  static async started(): Promise<NatsServer> {
    const server = new NatsServer(await freePort())
    await server.start()
    return server
  }

  get address(): string {
    return `nats://127.0.0.1:${this.#port}`
  }

  async start(): Promise<void> {
    const args = ['-a', '127.0.0.1', '-p', String(this.#port), '-js', '-sd', this.#store]
    const child = spawn('nats-server', args, { stdio: ['ignore', 'ignore', 'pipe'], env })
    this.#process = child
    const said: string[] = []
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
        if (said.push(line) > 50) said.shift()
        if (line.includes('Server is ready')) resolve()
      })
      child.once('error', reject)
      child.once('exit', (code) =>
        reject(new Error(`nats-server ended with ${code}:\n${said.join('\n')}`)),
      )
    })
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    const child = this.#process
    if (child === undefined) return
    this.#process = undefined
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  /** Keeps a copy of its files as they are on a disk whose power goes now. */
  async save(): Promise<void> {
    await this.kill()
    rmSync(this.#copy, { recursive: true, force: true })
    cpSync(this.#store, this.#copy, { recursive: true })
    await this.start()
  }

  /** Is killed, and comes back with the files of that copy. */
  async loseTheRest(): Promise<void> {
    await this.kill()
    rmSync(this.#store, { recursive: true, force: true })
    cpSync(this.#copy, this.#store, { recursive: true })
    await this.start()
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  get #store(): string {
    return join(this.#folder, 'store')
  }

  get #copy(): string {
    return join(this.#folder, 'copy')
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { readonly port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
