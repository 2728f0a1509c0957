import type { Messaging } from '../messaging.ts'
import type { Broker } from './broker.ts'
import { listenTo } from './listen.ts'
import { relayTo } from './relay.ts'

/** Messaging by way of a broker: each context relays its outbox to a stream, and others read that. */
export const overBroker = (broker: Broker): Messaging => ({
  name: broker.name,
  relay: (outbox, progress, ports, signal) => relayTo(broker, outbox, progress, ports, signal),
  listen: (from, listener, ports, signal) => listenTo(broker, from, listener, ports, signal),
})
