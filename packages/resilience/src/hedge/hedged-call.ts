import type { Clock } from '../clock.ts'
import type { Classify } from '../outcome.ts'
import type { Budget, Next, WrappedCall } from '../policy.ts'
import { ResilienceError } from '../resilience-error.ts'
import { type Waiting, wheelOf } from '../timer-wheel.ts'
import type { Late } from './late.ts'
import type { CheckedHedge } from './options.ts'

/** What the hedged calls of one policy share. */
export interface Hedging {
  readonly options: CheckedHedge
  readonly clock: Clock
  readonly classify: Classify
  readonly late: Late
  /** The reason losers are given, made once: making one costs more than an attempt. */
  readonly lost: ResilienceError
  hedged(): void
  won(): void
}

interface Attempt {
  readonly number: number
  readonly controller: AbortController
  readonly startedAt: number
}

/** One call and its attempts; the first result is the answer. */
export class HedgedCall<T> implements Waiting {
  /** When the next hedge is due. */
  deadline = Number.POSITIVE_INFINITY
  slot = -1
  before: Waiting | undefined
  behind: Waiting | undefined
  readonly #hedging: Hedging
  readonly #next: Next<T>
  readonly #call: Partial<WrappedCall>
  readonly #running = new Set<Attempt>()
  #begun = 0
  #isOver = false
  #primaryError: unknown
  #resolve: (value: T) => void = () => {}
  #reject: (error: unknown) => void = () => {}

  constructor(hedging: Hedging, next: Next<T>, call: Partial<WrappedCall>) {
    this.#hedging = hedging
    this.#next = next
    this.#call = call
  }

  run(): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      this.#call.signal?.addEventListener('abort', this)
      this.#deposited?.deposit()
      this.#begin()
      this.#arm()
    })
  }

  expire(): void {
    if (this.#hedge()) this.#arm()
  }

  handleEvent(): void {
    const { name } = this.#hedging.options
    const error = new ResilienceError('WT_ABORTED', { name }, this.#call.signal?.reason)
    this.#end(error)
    this.#reject(error)
  }

  /** The budget, where no policy outside counts this call in it already. */
  get #deposited(): Budget | undefined {
    const { budget } = this.#hedging.options
    return budget && this.#call.depositedIn?.includes(budget) ? undefined : budget
  }

  /** Begins one more attempt, if one is left and paid for. */
  #hedge(): boolean {
    const { maxHedges, budget } = this.#hedging.options
    if (this.#begun > maxHedges) return false
    if (budget !== undefined && !budget.tryWithdraw()) return false
    this.#hedging.hedged()
    this.#begin()
    return true
  }

  #begin(): void {
    const controller = new AbortController()
    const startedAt = this.#hedging.clock.now()
    const attempt = { number: this.#begun++, controller, startedAt }
    this.#running.add(attempt)
    new Promise<T>((settle) => settle(this.#next({ signal: controller.signal }))).then(
      (value) => this.#succeeded(attempt, value),
      (error) => this.#failed(attempt, error),
    )
  }

  #arm(): void {
    const { clock, late, options } = this.#hedging
    const due = clock.now() + late.ms
    const { deadline = Number.POSITIVE_INFINITY } = this.#call
    if (this.#begun > options.maxHedges || due >= deadline || due === Number.POSITIVE_INFINITY)
      return
    this.deadline = due
    wheelOf(clock).add(this)
  }

  #succeeded(attempt: Attempt, value: T): void {
    this.#ended(attempt)
    if (this.#isOver) return
    if (attempt.number > 0) this.#hedging.won()
    this.#end(this.#hedging.lost)
    this.#resolve(value)
  }

  #failed(attempt: Attempt, error: unknown): void {
    this.#ended(attempt)
    if (this.#isOver) return
    if (attempt.number === 0) this.#primaryError = error
    const ms = this.#hedging.clock.now() - attempt.startedAt
    const isFinal = this.#hedging.classify({ ok: false, error, ms }) === 'ignored'
    if (!isFinal) {
      // what failed is late for good
      wheelOf(this.#hedging.clock).remove(this)
      const isHedged = this.#hedge()
      if (isHedged) this.#arm()
      if (isHedged || this.#running.size > 0) return
    }
    this.#end(this.#hedging.lost)
    this.#reject(isFinal ? error : this.#primaryError)
  }

  #ended(attempt: Attempt): void {
    const { clock, late, options } = this.#hedging
    if (!this.#running.delete(attempt)) return
    if (attempt.number > 0) options.budget?.endExtra()
    else if (!this.#isOver) late.record(clock.now() - attempt.startedAt)
  }

  #end(reason: ResilienceError): void {
    const { clock, late } = this.#hedging
    this.#isOver = true
    wheelOf(clock).remove(this)
    this.#call.signal?.removeEventListener('abort', this)
    this.#deposited?.endCall()
    for (const { number, controller, startedAt } of this.#running) {
      if (number === 0) late.record(clock.now() - startedAt)
      controller.abort(reason)
    }
  }
}
