import type { Ports, Reply, Request, Stream } from '@watertight/ports'
import type { LiveState, TrafficState } from './live-state.ts'
import { LiveWatch } from './live-watch.ts'

interface LiveOptions {
  /** Names of the services to show, in this order. */
  readonly services: readonly string[]
  readonly traffic: () => TrafficState
}

export interface Live {
  /** Answers one browser's EventSource. */
  stream(request: Pick<Request, 'signal'>): Reply<Stream>
  /** Asks the services now, whether or not a browser watches. */
  snapshot(): Promise<LiveState>
}

type LivePorts = Pick<Ports, 'clock' | 'transport' | 'spawn'>

const everyMs = 500
const heartbeatMs = 15_000

const headers = Object.freeze({
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
})

/**
 * The shop as it is now, for every browser that watches: one round of questions per half second for all of them, none
 * while nobody watches. A browser that reads slowly skips states, it never holds up the others.
 */
export function live(ports: LivePorts, options: LiveOptions): Live {
  const watch = new LiveWatch(ports, options.services, options.traffic)
  const broadcast = new Broadcast(ports, watch)
  return {
    stream: ({ signal }) => ({ status: 200, headers, body: broadcast.follow(signal) }),
    snapshot: () => watch.look(),
  }
}

class Broadcast {
  readonly #ports: LivePorts
  readonly #watch: LiveWatch
  readonly #waiting = new Set<() => void>()
  #browsers = 0
  #watching = false
  #message: string | undefined
  #shown = ''

  constructor(ports: LivePorts, watch: LiveWatch) {
    this.#ports = ports
    this.#watch = watch
  }

  async *follow(signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    this.#browsers++
    this.#start()
    try {
      yield 'retry: 1000\n\n'
      let sent: string | undefined
      while (!signal.aborted) {
        const message = this.#message
        if (message !== undefined && message !== sent) {
          sent = message
          yield message
        } else if (!(await this.#change(signal))) yield ': still here\n\n'
      }
    } finally {
      this.#browsers--
    }
  }

  #start(): void {
    if (this.#watching) return
    this.#watching = true
    this.#ports.spawn('live', (signal) => this.#run(signal))
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#ports
    try {
      while (this.#browsers > 0 && !signal.aborted) {
        const due = clock.now() + everyMs
        this.#publish(await this.#watch.look(signal))
        await clock.sleep(Math.max(0, due - clock.now()), signal)
      }
    } finally {
      this.#watching = false
      this.#message = undefined // the next browser must not be shown the past
    }
  }

  #publish(state: LiveState): void {
    const shown = JSON.stringify({ ...state, time: 0 })
    if (shown === this.#shown && this.#message !== undefined) return
    this.#shown = shown
    this.#message = `event: state\ndata: ${JSON.stringify(state)}\n\n`
    for (const wake of this.#waiting) wake()
  }

  /** Resolves with false when nothing changed for a heartbeat; with true on a change, and when the browser leaves. */
  #change(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (changed: boolean) => {
        this.#waiting.delete(wake)
        timer.cancel()
        signal.removeEventListener('abort', wake)
        resolve(changed)
      }
      const wake = () => settle(true)
      const timer = this.#ports.clock.after(heartbeatMs, () => settle(false))
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake, { once: true })
    })
  }
}
