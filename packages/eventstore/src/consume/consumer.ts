import type { EventType, Query, Write } from '@watertight/domain'
import type { Recorded } from '../read/recorded.ts'

export interface ConsumeOptions<E extends EventType> {
  readonly where?: Query<E>
  /** Where a consumer without a checkpoint begins: `start` unless told. */
  readonly from?: 'start' | 'now'
  /** Writes returned are committed with the checkpoint: effect exactly once. Anything else happens at least once. */
  handle(
    event: Recorded<E>,
    context: { readonly attempt: number; readonly signal: AbortSignal },
  ): // biome-ignore lint/suspicious/noConfusingVoidType: a handler without writes returns nothing
  Promise<readonly Write[] | void> | readonly Write[] | void
  /** After the retries: `park` this event and all later ones of its stream, or `stop`. */
  readonly onFailure?: 'park' | 'stop'
  readonly retries?: number
  /** Before the first retry; doubled for each further one. */
  readonly backoffMs?: number
}

export const consumeDefaults = Object.freeze({
  from: 'start',
  onFailure: 'stop',
  retries: 3,
  backoffMs: 100,
} as const)

export interface Parked {
  readonly position: number
  readonly stream: string
  readonly reason: string
}

/** A named reader whose place in the log survives restarts. */
export interface Consumer {
  readonly position: number
  /** Events between the checkpoint and the head: exact, because positions have no holes. */
  lag(): Promise<number>
  /** Resolves when `position` (default: the head now) has been handled; rejects when the consumer ended before, or with the signal's reason. */
  seen(position?: number, signal?: AbortSignal): Promise<void>
  parked(): Promise<readonly Parked[]>
  /** Handles parked events again, oldest first in each stream; answers how many succeeded. */
  retryParked(): Promise<number>
  /** Settles when it ended: by `stop`, or with the error that stopped it. */
  readonly done: Promise<void>
  stop(): Promise<void>
}

export interface ProjectOptions<E extends EventType> {
  /** Builds the rows anew beside the serving ones, whatever the fingerprint. */
  readonly rebuild?: boolean
  /** What is to happen outside because of an event, a mail for instance: handled event by event, once its rows are stored and serve. Its place belongs to the projection's name, so neither a rebuild nor a new version repeats anything; at its very first start it begins with what happens from then on, unless told `from: 'start'`. */
  readonly effects?: Omit<ConsumeOptions<E>, 'where'>
}

export interface RebuildOptions {
  /** Breaks it off; what was built is gone on with by the next one. */
  readonly signal?: AbortSignal
  /** Hears the position of each event as it is projected. */
  readonly progress?: (position: number) => void
}

/** The consumer of a projection; `stop` ends its effects too. */
export interface Projector extends Consumer {
  readonly effects?: Consumer
}
