import { json, lines, type Ports, type Reply, TransportError } from '@watertight/ports'
import { DrillError } from './drill-error.ts'

/** Where a shop runs: behind its gateway, or in virtual time. */
export interface Place {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'transport'>
  readonly signal: AbortSignal
  /** What is called for a service, and what its paths begin with there. */
  way(service: string): { readonly to: string; readonly prefix: string }
  /** Ends a service where it stands, and keeps it down until the answer is called. */
  kill(service: string): () => void
}

/** An event on a service's feed, or a mark that has a position alone. */
export interface Published {
  readonly position: number
  readonly type?: string
  readonly subject: string
  readonly data?: { readonly batch?: string }
}

const attemptMs = 2_000
const idleMs = 30_000
const pauseMs = 50
const patienceMs = 90_000
const lookMs = 50

/** The shop as a drill uses it. All that a drill orders is one batch, and whoever keeps figures keeps them by it. */
export class DrillShop {
  readonly batch: string
  readonly #place: Place

  constructor(place: Place, batch: string) {
    this.#place = place
    this.batch = batch
  }

  get<T>(service: string, path: string): Promise<T> {
    return this.#ask<T>(service, path)
  }

  /** A command under its key, which is done once however often it is asked; or something that is set. */
  send(service: string, path: string, body: unknown): Promise<unknown> {
    return this.#ask(service, path, body)
  }

  /** Looks until it is as wanted or the patience is over, and answers what it saw last. */
  async until<T>(
    look: () => Promise<T>,
    isWanted: (seen: T) => boolean,
    everyMs = lookMs,
  ): Promise<T> {
    const { clock } = this.#place.ports
    const end = clock.now() + patienceMs
    for (;;) {
      const seen = await look()
      if (isWanted(seen) || clock.now() >= end) return seen
      await this.wait(everyMs)
    }
  }

  /** What a service has published, from a position on, and then what it publishes. */
  async *published(service: string, after: number): AsyncGenerator<Published> {
    const { ports, signal, way } = this.#place
    const { to, prefix } = way(service)
    const feed = await ports.transport.open({
      ...{ to, method: 'GET', path: `${prefix}/feed?after=${after}`, idleMs, signal },
      deadline: ports.clock.now() + attemptMs,
    })
    for await (const line of lines(feed.body)) yield JSON.parse(line) as Published
  }

  /** Ends a service where it stands, and keeps it down until the answer is called, once or more often. */
  kill(service: string): () => void {
    let restore: (() => void) | undefined = this.#place.kill(service)
    return () => {
      restore?.()
      restore = undefined
    }
  }

  wait(ms: number): Promise<void> {
    return this.#place.ports.clock.sleep(ms, this.#place.signal)
  }

  /** Asks until there is an answer, for a service may be down at the moment. */
  async #ask<T>(service: string, path: string, body?: unknown): Promise<T> {
    const { ports, signal, way } = this.#place
    const { to, prefix } = way(service)
    const call = { to, path: prefix + path, signal }
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': `${this.batch}${path}`,
    }
    const end = ports.clock.now() + patienceMs
    for (let last = 'no answer'; ; await ports.clock.sleep(pauseMs, signal)) {
      signal.throwIfAborted()
      if (ports.clock.now() >= end) throw new DrillError('WT_DRILL_UNANSWERED', service, path, last)
      const deadline = ports.clock.now() + attemptMs
      try {
        const answer: Reply = await ports.transport.call(
          body === undefined
            ? { ...call, method: 'GET', deadline }
            : { ...call, method: 'POST', headers, body: JSON.stringify(body), deadline },
        )
        if (answer.status < 300) return json(answer.body) as T
        last = `${answer.status} ${String(answer.body)}`
        if (answer.status < 500 && answer.status !== 429)
          throw new DrillError('WT_DRILL_REFUSED', service, path, last)
      } catch (error) {
        if (!(error instanceof TransportError)) throw error
        last = error.message
      }
    }
  }
}
