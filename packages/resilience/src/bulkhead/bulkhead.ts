import type { Clock, Given } from '../clock.ts'
import type { OutcomeClass } from '../outcome.ts'
import type { Call, RunOptions } from '../pipeline/call.ts'
import { type Pipeline, pipeline } from '../pipeline/pipeline.ts'
import type { Admission, CallContext, Permit } from '../policy.ts'
import { ResilienceError, type ResilienceErrorCode } from '../resilience-error.ts'
import { systemClock } from '../system-clock.ts'
import { wheelOf } from '../timer-wheel.ts'
import { type BulkheadOptions, type CheckedBulkhead, checkBulkheadOptions } from './options.ts'
import { type Answer, type Queue, WaitingCall } from './waiting-call.ts'

export interface BulkheadSnapshot {
  readonly name: string
  readonly running: number
  readonly maxConcurrent: number
  readonly waiting: number
  readonly maxQueue: number
  /** Calls refused: at once, after the longest wait, or because their deadline passed in the line. */
  readonly rejected: number
  /** Calls whose caller left the line. */
  readonly left: number
}

/**
 * Lets only so many calls run at once, so that one slow destination does not take every socket and all memory.
 * The rest wait in a bounded line, first come, first served: a place that becomes free goes to the head of the line, never to a newcomer.
 *
 * ```ts
 * const cards = bulkhead({ name: 'card-network', maxConcurrent: 20, maxQueue: 40, maxWaitMs: 200 })
 * const charge = await cards.run(
 *   ({ signal }) => fetch('https://cards.example/charges/7', { signal }),
 *   { signal: AbortSignal.timeout(2_000) },
 * )
 * ```
 */
export const bulkhead = (options: BulkheadOptions, given: Given = {}): Bulkhead =>
  new Bulkhead(options, given)

export class Bulkhead implements Admission {
  readonly kind = 'bulkhead'
  readonly name: string
  readonly #options: CheckedBulkhead
  readonly #clock: Clock
  readonly #given: Given
  #alone: Pipeline | undefined
  // in the order of joining; anyone may leave from the middle
  readonly #line = new Set<WaitingCall>()
  /** One place is like another, so all calls share one permit. */
  readonly #place: Permit = { record: () => this.#free() }
  #running = 0
  #rejected = 0
  #left = 0

  constructor(options: BulkheadOptions, given: Given) {
    this.#options = checkBulkheadOptions(options)
    this.name = options.name
    this.#clock = given.clock ?? systemClock
    this.#given = given
  }

  /** A call under this policy alone, as a pipeline makes it: waits for its turn, and rejects with WT_BULKHEAD_FULL when it is refused. The signal ends it wherever it is, and so does the deadline. */
  run<T>(work: (call: Call) => PromiseLike<T> | T, options?: RunOptions): Promise<T> {
    this.#alone ??= pipeline(this.name, [this], this.#given)
    return this.#alone.run(work, options)
  }

  /** A permit if a place is free, else undefined. It never waits. */
  tryAcquire(): Permit | undefined {
    // places are free only while nobody waits: a place is handed on, not put back
    if (this.#running < this.#options.maxConcurrent) return new PlacePermit(this.#take())
    this.#rejected++
    return undefined
  }

  admit(call: CallContext): Answer | Promise<Answer> {
    if (call.now >= call.deadline) return this.#refuse('WT_DEADLINE', 0)
    if (this.#running < this.#options.maxConcurrent) return this.#take()
    if (this.#line.size >= this.#options.maxQueue) return this.#refuse('WT_BULKHEAD_FULL')
    return new Promise((resolve) => this.#wait(call, resolve))
  }

  snapshot(): BulkheadSnapshot {
    const { maxConcurrent, maxQueue } = this.#options
    return {
      name: this.name,
      running: this.#running,
      maxConcurrent,
      waiting: this.#line.size,
      maxQueue,
      rejected: this.#rejected,
      left: this.#left,
    }
  }

  #take(): Permit {
    this.#running++
    return this.#place
  }

  /** Takes the place of a call that ended back, or gives it to whoever waits. */
  #free(): void {
    // the clock is read only where somebody waits: it costs as much as all the rest of this
    if (this.#line.size === 0 || !this.#handOn(this.#clock.now())) this.#running--
  }

  /** Gives a place to the first in the line who can still use it; false when there is none. */
  #handOn(now: number): boolean {
    for (const head of this.#line) {
      // the timer of a call may be late, its limit is not
      if (now >= head.deadline) this.#expire(head, now)
      else {
        this.#settle(head, this.#place)
        return true
      }
    }
    return false
  }

  #wait(call: CallContext, answer: (answer: Answer) => void): void {
    const waiting = new WaitingCall(call, this.#options.maxWaitMs, answer, this.#queue)
    this.#line.add(waiting)
    wheelOf(this.#clock).add(waiting)
  }

  readonly #queue: Queue = {
    expire: (waiting: WaitingCall) => this.#expire(waiting, this.#clock.now()),
    leave: (waiting: WaitingCall) => {
      this.#left++
      const waitedMs = this.#clock.now() - waiting.call.now
      const cause = waiting.call.signal?.reason
      this.#settle(waiting, new ResilienceError('WT_ABORTED', { name: this.name, waitedMs }, cause))
    },
  }

  #settle(waiting: WaitingCall, answer: Answer): void {
    this.#line.delete(waiting)
    wheelOf(this.#clock).remove(waiting)
    waiting.settle(answer)
  }

  #expire(waiting: WaitingCall, now: number): void {
    const code = now >= waiting.call.deadline ? 'WT_DEADLINE' : 'WT_BULKHEAD_FULL'
    this.#settle(waiting, this.#refuse(code, now - waiting.call.now))
  }

  #refuse(code: ResilienceErrorCode, waitedMs?: number): ResilienceError {
    this.#rejected++
    return new ResilienceError(code, {
      name: this.name,
      ...(waitedMs !== undefined && { waitedMs }),
    })
  }
}

/** A permit in the hands of who may say twice how the call ended. */
class PlacePermit implements Permit {
  #place: Permit | undefined

  constructor(place: Permit) {
    this.#place = place
  }

  record(outcome: OutcomeClass, ms: number): void {
    const place = this.#place
    this.#place = undefined
    place?.record(outcome, ms)
  }
}
