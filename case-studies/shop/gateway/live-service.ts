import { TransportError } from '@watertight/ports'
import type { z } from 'zod'
import { statusAnswer } from './live-answers.ts'
import type { Ask } from './live-ask.ts'
import type { Health } from './live-state.ts'

export type Status = z.infer<typeof statusAnswer>

/** A busy process may miss a deadline or two; a refused connection is believed at once. */
const missesUntilDown = 3

export interface Seen {
  readonly name: string
  readonly health: Health
  /** The last one it gave; none while it is down. */
  readonly status: Status | undefined
}

/** Judges the health of one service by what `/readyz` answers. */
export class LiveService {
  readonly name: string
  #health: Health = 'starting'
  #missed = 0
  #status: Status | undefined

  constructor(name: string) {
    this.name = name
  }

  async look(ask: Ask): Promise<Seen> {
    const [, status] = await Promise.all([
      this.#judge(ask),
      ask(this.name, '/status', statusAnswer),
    ])
    this.#status = this.#health === 'down' ? undefined : (status ?? this.#status)
    return { name: this.name, health: this.#health, status: this.#status }
  }

  async #judge(ask: Ask): Promise<void> {
    try {
      const status = await ask.status(this.name, '/readyz')
      this.#health = status < 300 ? 'ready' : 'starting'
      this.#missed = 0
    } catch (error) {
      this.#missed++
      const refused = error instanceof TransportError && error.code === 'WT_UNREACHABLE'
      if (refused || this.#missed >= missesUntilDown) this.#health = 'down'
    }
  }
}
