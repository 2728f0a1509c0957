import type { Write } from '@watertight/domain'
import type { Arrived } from '../cloud-event.ts'
import type { Ahead, Answered, Effect, Part } from './effects.ts'
import type { Failure } from './parking.ts'
import { Feeds } from './tables.ts'

export type Parked = readonly [message: Arrived, failure: Failure | undefined]

/** One append: what a message leads to, with the checkpoint behind it and behind those after it that lead to nothing. */
export class Step {
  readonly #feed: string
  #from: number
  #parts: ReadonlyMap<string, Part> = new Map()
  readonly #answered: Answered[] = []
  readonly #parked: Parked[] = []
  to: number
  size = 1
  unknown = 0

  constructor(feed: string, from: number, { position }: Arrived) {
    this.#feed = feed
    this.#from = from
    this.to = position
  }

  get parts(): readonly Part[] {
    return [...this.#parts.values()]
  }
  get isRecalled(): boolean {
    return this.parts.some(({ isRecalled }) => isRecalled)
  }
  get events(): number {
    let count = 0
    for (const { events } of this.#parts.values()) count += events.length
    return count
  }
  get answered(): readonly Answered[] {
    return this.#answered
  }
  get parked(): readonly Parked[] {
    return this.#parked
  }

  lead({ parts, answered }: Effect, ahead: Map<string, Ahead>): void {
    this.#parts = parts
    this.#answered.push(...answered)
    for (const [stream, { loaded, state, events }] of parts)
      ahead.set(stream, { state, revision: loaded.revision + events.length })
  }
  /** Whether a message of this subject is parked by it: those behind must wait. */
  holds(subject: string): boolean {
    return this.#parked.some(([one]) => one.subject === subject)
  }
  park(message: Arrived, failure?: Failure): void {
    this.#parked.push([message, failure])
  }
  /** It cannot be stored: it leads to nothing, and its place is passed. */
  giveUp(message: Arrived, failure: Failure): void {
    this.#parts = new Map()
    this.#answered.length = 0
    this.unknown = 0
    this.park(message, failure)
  }
  /** No command came of it and nothing is to be kept of it: hearing it again would do no harm. */
  get isIdle(): boolean {
    return this.#answered.length + this.#parked.length + this.unknown === 0
  }
  /** Takes those before it along, which are idle. */
  behind(idle: Step): this {
    this.#from = idle.#from
    this.size += idle.size
    return this
  }
  /** Takes the next along, which leads to nothing. */
  join(next: Step): void {
    this.to = next.to
    this.size += next.size
    this.unknown += next.unknown
    this.#answered.push(...next.#answered)
    this.#parked.push(...next.#parked)
  }

  /** Holds only where the step before it is the last that was stored. */
  get checkpoint(): Write {
    const feed = this.#feed
    return this.#from === 0
      ? Feeds.claim({ feed, position: this.to })
      : Feeds.patch({ feed }, { position: this.to }, { position: this.#from })
  }
}
