import type { BoundedContext, EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { type Ports, TransportError } from '@watertight/ports'
import type { Decider } from '../decider.ts'
import { ServiceError } from '../service-error.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { type Inbox, inbox as openInbox } from './inbox/inbox.ts'
import { keepTrying } from './keep-trying.ts'
import { type Following, listener } from './listener.ts'
import type { Messaging, Outbox } from './messaging.ts'

/** Another context that is heard. */
export interface Hearing {
  readonly name: string
  readonly inbox: Inbox
  readonly following: Following
  run(signal: AbortSignal): Promise<void>
}

/** Hears another context for ever, from the inbox's checkpoint: delivery at least once, the inbox makes the effect exactly once. */
export async function hearing(
  translation: BoundedContext['hears'][number],
  store: EventStore<EventType>,
  decider: Decider,
  messaging: Messaging,
  telemetry: Telemetry,
  /** Those that `messaging` is given: calls may show a token. */
  outward: Ports,
): Promise<Hearing> {
  const name = translation.from.context
  const inbox = await openInbox(translation, store, decider, telemetry)
  const { position } = inbox
  const following: Following = {
    ...{ position, head: position, connected: false, failing: undefined },
    ...{ repeated: 0, malformed: 0 },
  }
  const { ports, redaction } = telemetry
  const run = (signal: AbortSignal) =>
    keepTrying(
      (progressed) =>
        messaging.listen(
          name,
          listener(name, inbox, following, telemetry, progressed),
          outward,
          signal,
        ),
      (error) => {
        following.connected = false
        if (error === undefined) return
        const { name: kind, message = kind } = redaction.error(error)
        following.failing = message
        tell(ports, `feed of ${name} ended`, error)
      },
      ports,
      signal,
    )
  return { name, inbox, following, run }
}

/** What a relay shows of itself. */
export interface Relaying {
  readonly by: string
  /** Everything up to here is with the broker. */
  position: number
  connected: boolean
  failing: string | undefined
}

/** Hands the outbox to the broker for ever. */
export function relaying(
  relay: NonNullable<Messaging['relay']>,
  outbox: Outbox,
  status: Relaying,
  { ports, redaction }: Pick<Telemetry, 'ports' | 'redaction'>,
) {
  return (signal: AbortSignal): Promise<void> =>
    keepTrying(
      (progressed) => {
        const relayed = (position: number) => {
          Object.assign(status, { position, connected: true, failing: undefined })
          progressed()
        }
        return relay(outbox, { relayed }, ports, signal)
      },
      (error) => {
        status.connected = false
        if (error === undefined) return
        const { name, message = name } = redaction.error(error)
        status.failing = message
        tell(ports, `the relay of ${outbox.context} ended`, error)
      },
      ports,
      signal,
    )
}

/** Losing a connection is the weather; anything else is news. */
function tell({ log }: Ports, sentence: string, error: unknown): void {
  const isWeather =
    error instanceof TransportError ||
    (error instanceof ServiceError && error.code === 'WT_BROKER_LOST')
  log(isWeather ? 'debug' : 'warn', sentence, { error })
}
