import { Channel, type Clock, type Payload, type Stream, type Timer } from '@watertight/ports'
import { quietMs } from '../wire/paths.ts'
import { type Position, positionText } from '../wire/push.ts'
import type { Report } from '../wire/report.ts'
import { eventText, heartbeatComment } from '../wire/server-sent-events.ts'
import type { SharedState } from './shared-state.ts'

/** A push that is not answered for so long ends the stream: whoever lives opens it again. */
const answerMs = 15_000

export interface StreamOptions {
  readonly id: string
  readonly client: string
  /** What it has already. */
  readonly at: Position | undefined
  readonly state: SharedState
  readonly clock: Pick<Clock, 'now' | 'after'>
  /** The transport has let go of it. */
  readonly closed: (why: string) => void
}

/** One who follows. One push is under way at a time: what changes meanwhile is in the next, so a slow reader costs no memory. */
export class PushStream {
  readonly id: string
  readonly client: string
  readonly openedAt: number
  /** The last answer. */
  report: Report | undefined
  sent: Position | undefined
  readonly #options: StreamOptions
  readonly #channel: Channel
  #isHeld: boolean
  #timer: Timer | undefined
  #isEnded = false
  #isClosed = false
  #why = 'the client left'

  /** `isHeld`: nothing is pushed before `release`. */
  constructor(options: StreamOptions, isHeld: boolean) {
    this.#options = options
    this.id = options.id
    this.client = options.client
    this.openedAt = options.clock.now()
    this.#isHeld = isHeld
    this.#channel = new Channel({ drained: () => {}, cancelled: () => this.#close() })
    this.#beat()
    this.offer()
  }

  /** What the transport reads. */
  get body(): Stream {
    const channel = this.#channel
    const read = async (): Promise<IteratorResult<Payload>> => {
      const next = await channel.next()
      if (next.done) this.#close()
      return next
    }
    return {
      [Symbol.asyncIterator]: () => ({ next: read, return: () => channel.return() }),
    }
  }

  get isWaiting(): boolean {
    return this.sent !== undefined && this.sent.version !== this.report?.version
  }

  release(): void {
    this.#isHeld = false
    this.offer()
  }

  /** Pushes what is new, unless an answer is still to come. The first push is made in any case, so that it is known what became of it. */
  offer(): void {
    const { state, clock, at } = this.#options
    const { run, version } = state
    if (this.#isEnded || this.#isHeld || this.isWaiting || this.sent?.version === version) return
    const data = state.pushFor(this.sent ?? at)
    this.sent = { run, version }
    this.#channel.push(eventText(positionText(this.sent), 'push', data))
    this.#timer?.cancel()
    this.#timer = clock.after(answerMs, () => this.end(`no answer in ${answerMs} ms`))
  }

  /** Whether it answers what was pushed last; another one is late, and changes nothing. */
  hear(report: Report): boolean {
    if (this.#isEnded || report.version !== this.sent?.version) return false
    this.report = report
    this.#timer?.cancel()
    this.#beat()
    this.offer()
    return true
  }

  /** Says nothing more. It is counted until the transport has let go of it. */
  end(why: string): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#why = why
    this.#timer?.cancel()
    this.#channel.end()
  }

  /** While nothing is under way, a sign of life now and then. */
  #beat(): void {
    this.#timer = this.#options.clock.after(quietMs, () => {
      if (this.#channel.unread === 0) this.#channel.push(heartbeatComment)
      this.#beat()
    })
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#isEnded = true
    this.#timer?.cancel()
    this.#options.closed(this.#why)
  }
}
