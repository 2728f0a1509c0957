import { uuidv7 } from '../ids.ts'
import type { Log } from '../log.ts'
import { keyed, seededRandom } from '../random.ts'
import { Tasks } from '../spawn.ts'
import type { Running, Start } from '../start.ts'
import { virtualClock } from './clock.ts'
import type { Host } from './kernel.ts'
import type { VirtualNetwork } from './network.ts'
import { VirtualDisk } from './storage.ts'
import { VirtualTransport } from './transport.ts'

interface Life {
  readonly host: Host
  readonly tasks: Tasks
  readonly transport: VirtualTransport
  service: Running | undefined
}

/** A disk, and the service that lives on it: one life after another. */
export class Machine {
  readonly name: string
  /** Resolves when the service has started, in whichever life that is. */
  readonly started: Promise<void>
  readonly #network: VirtualNetwork
  readonly #log: Log
  readonly #start: Start
  readonly #disk = new VirtualDisk()
  #hasStarted!: () => void
  #lives = 0
  #crashes = 0
  #life: Life | undefined

  constructor(name: string, network: VirtualNetwork, log: Log, start: Start) {
    this.name = name
    this.#network = network
    this.#log = log
    this.#start = start
    this.started = new Promise((resolve) => {
      this.#hasStarted = resolve
    })
    this.#boot()
  }

  /** The process dies where it stands: nothing it waits for ever comes, connections and databases break. */
  crash(): void {
    this.#crashes++
    this.#end()
  }

  /** Starts the service again on its disk, unless another crash is not over yet. */
  restart(): void {
    if (--this.#crashes === 0) this.#boot()
  }

  async stopService(): Promise<void> {
    await this.#life?.service?.stop()
  }

  /** Ends tasks, then servers. */
  async stopPorts(): Promise<void> {
    await this.#life?.tasks.stop()
    await this.#life?.transport.stop()
  }

  destroy(): void {
    this.#end()
    this.#disk.destroy()
  }

  #boot(): void {
    const { kernel } = this.#network
    const log = this.#log
    const host = { name: this.name, alive: true }
    const clock = virtualClock(kernel, host)
    const random = seededRandom(keyed(kernel.seed, host.name, ++this.#lives))
    const tasks = new Tasks(log)
    const transport = new VirtualTransport(this.#network, host, clock, log)
    const ids = uuidv7(clock, random)
    const ports = { clock, random, ids, transport, storage: this.#disk, spawn: tasks.spawn, log }
    const life: Life = { host, tasks, transport, service: undefined }
    this.#life = life
    const run = async () => {
      life.service = (await this.#start(ports)) ?? undefined
      this.#hasStarted()
    }
    run().catch((error) => kernel.fail(error))
  }

  #end(): void {
    const life = this.#life
    if (life === undefined) return
    this.#life = undefined
    life.host.alive = false
    this.#network.crash(life.host)
    this.#disk.crash()
  }
}
