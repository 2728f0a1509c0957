import { overBroker } from '../broker/over-broker.ts'
import type { Messaging } from '../messaging.ts'
import { checkStreamOptions, type NatsOptions, type StreamOptions } from './options.ts'

export type JetStreamOptions = Pick<NatsOptions, 'connection'> & Partial<StreamOptions>

/** Published events by way of NATS JetStream (server 2.9 or later): one stream for each context, which the relay of that context alone fills. */
export function jetStream({ connection, ...given }: JetStreamOptions): Messaging {
  const options = { ...checkStreamOptions(given), connection }
  return overBroker({
    name: 'jetstream',
    async open(context, { create, signal }) {
      // loaded where it is used: a service that may be told to use it pays nothing until then
      const { natsStream } = await import('./nats-stream.ts')
      signal.throwIfAborted()
      const stream = await natsStream(context, options, create)
      // whoever stops does not wait for a server that is silent
      const close = () => {
        stream.close().catch(() => {})
      }
      signal.addEventListener('abort', close, { once: true, signal: stream.lost })
      return stream
    },
  })
}
