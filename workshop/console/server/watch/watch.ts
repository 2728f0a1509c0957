import type { Ports, Task } from '@watertight/ports'
import type { Entries } from '../views/message.ts'
import type { RunNote } from './run-note.ts'
import { WatchedService } from './watched-service.ts'

export interface WatchOptions {
  readonly ports: Pick<Ports, 'clock' | 'transport' | 'spawn'>
  /** Where the services are, as it is known at each moment. */
  readonly directory: ReadonlyMap<string, string>
  readonly note: () => Promise<RunNote>
}

interface Followed {
  readonly task: Task
  /** Settles when it has answered, or has failed to. */
  readonly first: Promise<void>
}

/** The console does not watch itself. */
const itself = 'console'
/** What passes by itself, such as rates of calls that were made, is told so often … */
const roundMs = 500
/** … and what services have to tell at once, though no more often than this. */
const shortestRoundMs = 250
/** No service is asked more often. */
const askEveryMs = 500
/** A service that hangs misses its first answer after this. */
const waitMs = 3_000

/** Looks at every service that the directory names, all at once; one that has nothing new is left alone for seconds. */
export class Watch {
  readonly #options: WatchOptions
  readonly #services = new Map<string, WatchedService>()

  constructor(options: WatchOptions) {
    this.#options = options
  }

  /** How everything is, round by round. Nobody is asked before the first, nor once whoever reads has left. */
  async *rounds(signal: AbortSignal): AsyncGenerator<Entries, void, undefined> {
    const { clock, spawn } = this.#options.ports
    const followed = new Map<string, Followed>()
    let news = new AbortController()
    try {
      while (!signal.aborted) {
        const parts = await this.#meet()
        for (const service of this.#services.values()) {
          if (followed.has(service.name)) continue
          const first = Promise.withResolvers<void>()
          const told = () => {
            first.resolve()
            news.abort()
          }
          const task = spawn(`watch ${service.name}`, (end) => this.#follow(service, told, end))
          // raced once: a race in each round would be kept for as long as the task goes on
          followed.set(service.name, { task, first: Promise.race([first.promise, task.done]) })
        }
        await Promise.all([...followed.values()].map(({ first }) => first))
        news = new AbortController()
        yield Object.assign(parts, ...this.#views())
        await clock.sleep(shortestRoundMs, signal)
        const sooner = AbortSignal.any([signal, news.signal])
        await clock.sleep(roundMs - shortestRoundMs, sooner).catch(() => {})
      }
    } finally {
      await Promise.all([...followed.values()].map(({ task }) => task.stop()))
    }
  }

  /** Asks it, and again as soon as it has had something new to tell, but for the shortest pause. */
  async #follow(service: WatchedService, told: () => void, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options.ports
    let asked = clock.now()
    await service.ask(0, signal)
    told()
    while (!signal.aborted) {
      await clock.sleep(Math.max(0, asked + askEveryMs - clock.now()), signal)
      asked = clock.now()
      if (await service.ask(waitMs, signal)) told()
    }
  }

  #views(): readonly Entries[] {
    const headOf = (name: string) => this.#services.get(name)?.head
    return [...this.#services.values()].map((service) => service.view(headOf))
  }

  /** Those that have come to the directory. */
  async #meet(): Promise<Entries> {
    const { ports, directory, note } = this.#options
    const met = [...directory.keys()].filter((name) => name !== itself && !this.#services.has(name))
    if (met.length === 0) return {}
    const { parts } = await note()
    for (const name of met) {
      const part = parts.find(({ services }) => services.includes(name))?.name ?? name
      this.#services.set(name, new WatchedService(name, part, ports))
    }
    return Object.fromEntries(
      parts
        .filter(({ name }) => name !== itself)
        .map(({ name, summary }) => [`part/${name}`, { name, summary }]),
    )
  }
}
