/** The answers of support as its page reads them. */

/** Good went as hoped, bad did not, wait is open still. */
export type Tone = 'good' | 'wait' | 'bad' | 'plain'

export interface Cause {
  /** An event of this story, a command from outside, an alarm that rang, or an event that was not read here. */
  readonly is: 'event' | 'command' | 'alarm' | 'elsewhere'
  /** The event's key; else the id that is stored as the cause. */
  readonly of: string
}

export interface StoryEvent {
  /** Context, stream and revision: `orders/order-7/3`. */
  readonly key: string
  readonly context: string
  readonly stream: string
  readonly revision: number
  readonly position: number
  readonly type: string
  /** When it was recorded, by the clock of its context. RFC 3339. */
  readonly at: string
  readonly says: string
  readonly tone: Tone
  /** Personal data is masked. */
  readonly data: unknown
  readonly cause: Cause
  /** Keys of the events it led to. */
  readonly effects: readonly string[]
  /** Why it is so: keys from the beginning of the story to its cause. */
  readonly why: readonly string[]
  readonly correlation: string | null
  /** The trace's id; each context tells its latest spans under it. */
  readonly trace: string | null
  /** It had happened by the moment that was asked for. */
  readonly happened: boolean
}

export interface StreamState {
  readonly stream: string
  readonly revision: number
  readonly is: string
  readonly tone: Tone
  readonly facts: readonly (readonly [name: string, value: string])[]
}

export interface StoryContext {
  readonly name: string
  /** Part: some of its streams were not read, or not to the end. */
  readonly is: 'read' | 'part' | 'down'
  /** What is wrong, and what to do; empty when nothing is. */
  readonly because: string
  /** As of the moment asked for. */
  readonly state: readonly StreamState[]
}

export interface Story {
  readonly order: string
  /** Key of the event up to which states are told; null for now. */
  readonly asOf: string | null
  /** Masked unless it is disclosed; null for a guest. */
  readonly customer: string | null
  /** Until when it is disclosed; null while it is masked. */
  readonly disclosedUntil: string | null
  readonly contexts: readonly StoryContext[]
  /** Causes before effects, otherwise by time. */
  readonly events: readonly StoryEvent[]
}

export interface FoundOrder {
  readonly number: string
  readonly state: string
  readonly customer: string | null
  readonly country: string
  readonly total: string
  readonly placedAt: string
  /** What of it was looked for. */
  readonly by: 'number' | 'customer' | 'amount' | 'latest'
}
export interface FoundOrders {
  readonly orders: readonly FoundOrder[]
}
