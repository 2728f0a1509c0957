import type { Broker, BrokerStream, Stored } from '../messaging/broker/broker.ts'
import { overBroker } from '../messaging/broker/over-broker.ts'
import type { Carrier } from '../messaging/testing/place.ts'
import type { OnVirtualTime } from '../messaging/testing/virtual-place.ts'
import { ServiceError } from '../service-error.ts'

interface Kept {
  messages: readonly Stored[]
  last: number
  ids: ReadonlySet<string>
}

/** A broker in memory that behaves as JetStream does: sequences, remembered ids, expected last sequences, and all the ways to lose things. */
export class MemoryBroker implements Broker {
  readonly name = 'memory'
  #streams = new Map<string, Kept>()
  #saved = new Map<string, Kept>()
  #connections = new Set<AbortController>()
  #isUp = true
  #wake = new Set<() => void>()

  readonly carrier: Carrier = {
    stop: async () => this.#stop(),
    start: async () => this.#start(),
    save: async () => {
      this.#saved = new Map([...this.#streams].map(([name, kept]) => [name, { ...kept }]))
    },
    loseTheRest: async () => {
      this.#stop()
      this.#streams = new Map([...this.#saved].map(([name, kept]) => [name, { ...kept }]))
      this.#start()
    },
    age: async () => {
      for (const kept of this.#streams.values()) {
        kept.messages = kept.messages.slice(Math.ceil(kept.messages.length / 2))
        kept.ids = new Set()
      }
    },
  }

  /** Removes all messages and keeps their ids, as an operator's purge does. */
  purge(): void {
    for (const kept of this.#streams.values()) kept.messages = []
  }

  #stop(): void {
    this.#isUp = false
    for (const connection of this.#connections) connection.abort(gone())
    this.#connections.clear()
  }

  #start(): void {
    this.#isUp = true
  }

  async open(context: string, { create }: { readonly create: boolean }): Promise<BrokerStream> {
    if (!this.#isUp) throw gone()
    if (create && !this.#streams.has(context))
      this.#streams.set(context, { messages: [], last: 0, ids: new Set() })
    if (!this.#streams.has(context)) throw gone()
    const connection = new AbortController()
    this.#connections.add(connection)
    const kept = (): Kept => {
      connection.signal.throwIfAborted()
      return this.#streams.get(context) as Kept
    }
    return {
      lost: connection.signal,
      ends: async () => {
        const { messages, last } = kept()
        return { first: messages[0]?.sequence ?? last + 1, last, made: 'once' }
      },
      at: async (sequence) => kept().messages.find((one) => one.sequence === sequence),
      from: async (sequence) => kept().messages.find((one) => one.sequence >= sequence),
      append: async (text, { after, id }) => {
        const stream = kept()
        if (id !== undefined && stream.ids.has(id)) return 'repeated'
        if (after !== stream.last) return 'raced'
        const sequence = ++stream.last
        stream.messages = [...stream.messages, { sequence, text }]
        if (id !== undefined) stream.ids = new Set([...stream.ids, id])
        for (const wake of this.#wake) wake()
        return 'stored'
      },
      read: (sequence, signal) => this.#read(kept, sequence, signal),
      close: async () => {
        this.#connections.delete(connection)
        connection.abort(gone())
      },
    }
  }

  async *#read(kept: () => Kept, from: number, signal: AbortSignal) {
    for (let next = from; !signal.aborted; ) {
      const batch = kept()
        .messages.filter(({ sequence }) => sequence >= next)
        .slice(0, 100)
      if (batch.length > 0) {
        next = (batch.at(-1) as Stored).sequence + 1
        yield batch
        continue
      }
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#wake.delete(wake)
          resolve()
        }
        this.#wake.add(wake)
        signal.addEventListener('abort', wake, { once: true })
      })
    }
  }
}

const gone = () => new ServiceError('WT_BROKER_LOST', 'the broker in memory is not there')

export const onMemoryBroker: OnVirtualTime = () => {
  const broker = new MemoryBroker()
  return { messaging: overBroker(broker), carrier: broker.carrier }
}
