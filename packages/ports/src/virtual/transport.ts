import { answerBatches } from '../answer-batches.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { nameTaken } from '../ports-error.ts'
import type {
  Call,
  Handler,
  Payload,
  Reply,
  Server,
  Stream,
  StreamCall,
  Transport,
} from '../transport.ts'
import { Exchange } from './exchange.ts'
import type { Host } from './kernel.ts'
import type { Listener, VirtualNetwork } from './network.ts'

/** One host's calls and servers on the virtual network. */
export class VirtualTransport implements Transport {
  readonly isPublic = false
  readonly #network: VirtualNetwork
  readonly #host: Host
  readonly #clock: Clock
  readonly #log: Log
  readonly #servers = new Set<Server>()

  constructor(network: VirtualNetwork, host: Host, clock: Clock, log: Log) {
    this.#network = network
    this.#host = host
    this.#clock = clock
    this.#log = log
  }

  call(call: Call): Promise<Reply> {
    return new Exchange(this.#network, this.#host, call).answer as Promise<Reply<Payload>>
  }

  open(call: StreamCall): Promise<Reply<Stream>> {
    return new Exchange(this.#network, this.#host, call, call.idleMs).answer as Promise<
      Reply<Stream>
    >
  }

  async serve(name: string, handler: Handler): Promise<Server> {
    const { listeners } = this.#network
    if (listeners.has(name)) throw nameTaken(name)
    const inHand = new Set<Promise<unknown>>()
    const closing = new AbortController()
    const common = { clock: this.#clock, log: this.#log }
    const handle = answerBatches(handler, { ...common, closing: closing.signal })
    const counted: Handler = (request) => {
      const done = handle(request)
      inHand.add(done)
      const forget = () => inHand.delete(done)
      done.then(forget, forget)
      return done
    }
    const streams: Listener['streams'] = new Set()
    const listener: Listener = { host: this.#host, handler: counted, log: this.#log, streams }
    const server: Server = {
      address: name,
      close: async (graceMs = 0) => {
        closing.abort()
        if (graceMs > 0) {
          const { kernel } = this.#network
          const ended = (end: () => void) =>
            kernel.at(kernel.now + graceMs, this.#host, 'grace', end)
          await new Promise<void>((end) => void ended(end))
        }
        this.#servers.delete(server)
        if (listeners.get(name) === listener) listeners.delete(name)
        for (const serving of streams) serving.reset()
        await Promise.allSettled(inHand)
        // what began to answer while this waited
        for (const serving of streams) serving.reset()
      },
    }
    listeners.set(name, listener)
    this.#servers.add(server)
    return server
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#servers].map((server) => server.close()))
  }
}
