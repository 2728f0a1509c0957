import type { Clock } from '../clock.ts'
import type { WrappedCall } from '../policy.ts'
import { ResilienceError } from '../resilience-error.ts'
import { type Waiting, wheelOf } from '../timer-wheel.ts'

/** One call that several callers wait for. Each may leave; when the last one has left, the call hears of it by its signal. */
export class Flight<T> {
  readonly promise: Promise<T>
  /** Who began it. */
  readonly leader: Partial<WrappedCall>
  readonly #controller = new AbortController()
  readonly #clock: Clock
  #passengers = 0
  isAbandoned = false

  constructor(
    begin: (signal: AbortSignal) => Promise<T>,
    leader: Partial<WrappedCall>,
    clock: Clock,
  ) {
    this.leader = leader
    this.#clock = clock
    this.promise = new Promise((settle) => settle(begin(this.#controller.signal)))
  }

  /** Whether the one who began it no longer waits, so that its failure is no answer for the others. */
  get isLeaderGone(): boolean {
    const { signal, deadline = Number.POSITIVE_INFINITY } = this.leader
    return signal?.aborted === true || this.#clock.now() >= deadline
  }

  /** The answer, unless the caller's signal or deadline comes first. */
  board(name: string, call: Partial<WrappedCall>): Promise<T> {
    this.#passengers++
    return new Promise((resolve, reject) => {
      const passenger = new Passenger(call, this.#clock, (code) => {
        this.#left()
        reject(new ResilienceError(code, { name }, call.signal?.reason))
      })
      this.promise.then(
        (value) => {
          passenger.arrive()
          resolve(value)
        },
        (error) => {
          passenger.arrive()
          reject(error)
        },
      )
    })
  }

  #left(): void {
    this.#passengers--
    if (this.#passengers > 0) return
    this.isAbandoned = true
    this.#controller.abort(new ResilienceError('WT_ABORTED', { name: 'cache' }))
  }
}

class Passenger implements Waiting {
  readonly deadline: number
  slot = -1
  before: Waiting | undefined
  behind: Waiting | undefined
  readonly #call: Partial<WrappedCall>
  readonly #clock: Clock
  readonly #leave: (code: 'WT_ABORTED' | 'WT_DEADLINE') => void

  constructor(
    call: Partial<WrappedCall>,
    clock: Clock,
    leave: (code: 'WT_ABORTED' | 'WT_DEADLINE') => void,
  ) {
    this.deadline = call.deadline ?? Number.POSITIVE_INFINITY
    this.#call = call
    this.#clock = clock
    this.#leave = leave
    call.signal?.addEventListener('abort', this)
    if (this.deadline < Number.POSITIVE_INFINITY) wheelOf(clock).add(this)
  }

  expire(): void {
    this.arrive()
    this.#leave('WT_DEADLINE')
  }

  handleEvent(): void {
    this.arrive()
    this.#leave('WT_ABORTED')
  }

  /** Nothing to wait for any longer. */
  arrive(): void {
    wheelOf(this.#clock).remove(this)
    this.#call.signal?.removeEventListener('abort', this)
  }
}
