import type { Ports } from '@watertight/ports'
import type { Entries } from '../views/message.ts'
import type { RunNote } from './run-note.ts'
import { WatchedService } from './watched-service.ts'

export interface WatchOptions {
  readonly ports: Pick<Ports, 'clock' | 'transport'>
  /** Where the services are, as it is known at each moment. */
  readonly directory: ReadonlyMap<string, string>
  readonly note: () => Promise<RunNote>
}

/** The console does not watch itself. */
const itself = 'console'

/** Looks at every service that the directory names, all at once. */
export class Watch {
  readonly #options: WatchOptions
  readonly #services = new Map<string, WatchedService>()

  constructor(options: WatchOptions) {
    this.#options = options
  }

  async look(signal: AbortSignal): Promise<Entries> {
    const { directory } = this.#options
    const isNew = [...directory.keys()].some((name) => name !== itself && !this.#services.has(name))
    const parts = isNew ? await this.#meet() : {}
    const headOf = (name: string) => this.#services.get(name)?.head
    const seen = [...this.#services.values()].map((service) => service.look(headOf, signal))
    return Object.assign(parts, ...(await Promise.all(seen)))
  }

  async #meet(): Promise<Entries> {
    const { ports, directory, note } = this.#options
    const { parts } = await note()
    for (const name of directory.keys()) {
      if (name === itself || this.#services.has(name)) continue
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
