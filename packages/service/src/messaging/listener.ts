import { ServiceError } from '../service-error.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { type Arrived, readMessage } from './cloud-event.ts'
import type { Inbox } from './inbox/inbox.ts'
import type { Listener } from './messaging.ts'

export interface Following {
  /** Up to where the publisher has been heard. */
  position: number
  /** How far the publisher's log is known to go. */
  head: number
  connected: boolean
  /** Why the last attempt ended, while it has not been made good. */
  failing: string | undefined
  /** Messages that came again and were passed over. */
  repeated: number
  /** Texts that were no message of this publisher. */
  malformed: number
}

/** What is missing between what was heard and a message that came. */
export interface MissingFacts {
  readonly from: string
  readonly heard: number
  /** The message that must be heard first. */
  readonly previous: number
}

/** What every messaging delivers to: it passes over what comes again, notices what was left out, and gives the rest to the inbox. */
export function listener(
  from: string,
  inbox: Inbox,
  following: Following,
  telemetry: Pick<Telemetry, 'ports' | 'metrics'>,
  progressed: () => void,
): Listener {
  const { log } = telemetry.ports
  following.position = inbox.position

  return {
    get position() {
      return following.position
    },
    opened(head) {
      following.head = Math.max(following.position, head)
      following.connected = true
      // with nothing to hear there is nothing that could still be wrong
      if (head <= following.position) following.failing = undefined
    },
    async hear(texts, { marks } = { marks: false }) {
      const messages: Arrived[] = []
      let missing: MissingFacts | undefined
      let heard = following.position
      let repeated = 0
      for (const text of texts) {
        const read = readMessage(text, from)
        if (read.is === 'noise' || (read.is === 'mark' && !marks)) {
          following.malformed++
          telemetry.metrics.heard(from, 'malformed', 1)
          const { because } = read.is === 'noise' ? read : { because: 'it is a mark' }
          log('warn', `what came from ${from} is no message of it`, { because })
          continue
        }
        if (read.is === 'mark') {
          heard = Math.max(heard, read.position)
          continue
        }
        const { position, previous } = read.arrived
        if (position <= heard) {
          repeated++
          continue
        }
        if (previous > heard) {
          missing = { from, heard, previous }
          break
        }
        messages.push(read.arrived)
        heard = position
      }
      following.repeated += repeated
      telemetry.metrics.heard(from, 'repeated', repeated)
      following.head = Math.max(following.head, heard)
      await inbox.take(messages)
      following.position = heard
      if (missing !== undefined)
        throw new ServiceError(
          'WT_MESSAGES_MISSING',
          `${from} has published up to ${missing.previous} and ${heard} was heard`,
          { ...missing },
        )
      following.failing = undefined
      progressed()
    },
  }
}

/** What is missing, where that is what went wrong. */
export const missingIn = (error: unknown): MissingFacts | undefined =>
  error instanceof ServiceError && error.code === 'WT_MESSAGES_MISSING'
    ? (error.facts as unknown as MissingFacts)
    : undefined
