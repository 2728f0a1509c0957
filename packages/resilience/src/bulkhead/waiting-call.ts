import type { CallContext, Permit } from '../policy.ts'
import type { ResilienceError } from '../resilience-error.ts'
import type { Waiting } from '../timer-wheel.ts'

/** What becomes of a call that asked for a place. */
export type Answer = Permit | ResilienceError

/** What a waiting call does to the queue it stands in. */
export interface Queue {
  expire(waiting: WaitingCall): void
  leave(waiting: WaitingCall): void
}

/** A call in the line, its place in the timer wheel and its ear on the caller's signal, in one object. */
export class WaitingCall implements Waiting {
  readonly call: CallContext
  /** The longest wait or the call's own deadline, whichever is earlier. */
  readonly deadline: number
  slot = -1
  before: Waiting | undefined
  behind: Waiting | undefined
  readonly #answer: (answer: Answer) => void
  readonly #queue: Queue

  constructor(
    call: CallContext,
    maxWaitMs: number,
    answer: (answer: Answer) => void,
    queue: Queue,
  ) {
    this.call = call
    this.deadline = Math.min(call.deadline, call.now + maxWaitMs)
    this.#answer = answer
    this.#queue = queue
    call.signal?.addEventListener('abort', this)
  }

  expire(): void {
    this.#queue.expire(this)
  }

  handleEvent(): void {
    this.#queue.leave(this)
  }

  settle(answer: Answer): void {
    this.call.signal?.removeEventListener('abort', this)
    this.#answer(answer)
  }
}
