import type { Ports } from '@watertight/ports'
import type { PublishedEvent } from './cloud-event.ts'

/** Published events of one pull, oldest first; `position` is how far the log was looked through. */
export interface OutboxPage {
  readonly events: readonly PublishedEvent[]
  readonly position: number
}

/** What a context tells others, read out of its log: there is no other place where it is written. */
export interface Outbox {
  readonly context: string
  /** Everything behind a position, then everything to come. The first event's `previous` is that position. */
  pages(after: number, signal: AbortSignal): AsyncIterable<OutboxPage>
  head(): Promise<number>
  /** Id of the event at a position; `undefined` behind the end. */
  idAt(position: number): Promise<string | undefined>
}

/** Where messages of one context arrive. It knows what was heard already, notices what is missing, and returns when the effect is stored. */
export interface Listener {
  /** Everything up to here was heard: begin behind it, and keep no checkpoint of your own. */
  readonly position: number
  /** The channel is open; the publisher's log is known to go as far as `head`. */
  opened(head: number): void
  /** Takes texts as they came, one call at a time; `marks` where the source may also say that nothing else was published up to a position. Rejects with WT_MESSAGES_MISSING where one before was left out, having taken what came before the gap; with anything else where they must be handed over again. */
  hear(texts: readonly string[], source?: { readonly marks: boolean }): Promise<void>
}

/** What a relay tells of itself. */
export interface RelayProgress {
  /** Connected, and everything up to this position is with the broker. */
  relayed(position: number): void
}

/** How published events get from one context to another. Each function is one attempt: it ends or rejects when the connection does, and is begun again after a pause. */
export interface Messaging {
  readonly name: string
  /** Hands what the outbox has to a broker; absent where listeners come and fetch it. */
  readonly relay?: (
    outbox: Outbox,
    progress: RelayProgress,
    ports: Ports,
    signal: AbortSignal,
  ) => Promise<void>
  /** Hands what `from` publishes to the listener: behind its position, then live, in order. */
  listen(from: string, listener: Listener, ports: Ports, signal: AbortSignal): Promise<void>
}
