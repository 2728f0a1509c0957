import type { Clock } from '../clock.ts'
import { ResilienceError, type ResilienceErrorCode } from '../resilience-error.ts'

/** One call, as the work sees it. */
export interface Attempt {
  /** From 1. */
  readonly number: number
  /** When nobody waits any longer, on the clock given; infinite without a limit. */
  readonly deadline: number
  /** Fires when the attempt is given up, with the reason; never after a result. Made when first read. */
  readonly signal: AbortSignal
  /** Milliseconds left, 0 at least: what to hand on to the next service. */
  remaining(): number
}

export interface Limits {
  readonly name: string
  readonly number: number
  /** Of the whole run. */
  readonly deadline: number
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** An attempt, its timer and its ear on the caller's signal, in one object that lives as long as the call. */
export class RunningAttempt implements Attempt {
  readonly number: number
  readonly deadline: number
  readonly #clock: Clock
  readonly #limits: Limits
  #controller: AbortController | undefined
  #timer: { cancel(): void } | undefined
  #reject: ((error: unknown) => void) | undefined
  #failure: ResilienceError | undefined

  constructor(limits: Limits, clock: Clock) {
    this.#limits = limits
    this.#clock = clock
    this.number = limits.number
    this.deadline = Math.min(limits.deadline, clock.now() + limits.timeoutMs)
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#failure !== undefined) this.#controller.abort(this.#failure)
    }
    return this.#controller.signal
  }

  remaining(): number {
    return Math.max(0, this.deadline - this.#clock.now())
  }

  /** Settles with the work, or when its time is over or the caller gives up, whichever is first. What the work does later is not heard. */
  run<T>(work: (attempt: Attempt) => Promise<T> | T): Promise<T> | T {
    const { signal } = this.#limits
    if (this.deadline === Number.POSITIVE_INFINITY && signal === undefined) return work(this)
    return new Promise<T>((resolve, reject) => {
      this.#reject = reject
      signal?.addEventListener('abort', this)
      if (this.deadline < Number.POSITIVE_INFINITY)
        this.#timer = this.#clock.after(this.remaining(), () => this.#expire())
      const done = new Promise<T>((settle) => settle(work(this)))
      done.then(
        (value) => {
          this.#release()
          resolve(value)
        },
        (error) => {
          this.#release()
          reject(error)
        },
      )
    })
  }

  /** Whether this is the attempt's own word that the deadline is over or the caller gone. */
  hasEndedRun(error: unknown): boolean {
    return error === this.#failure && this.#failure?.code !== 'WT_TIMEOUT'
  }

  handleEvent(): void {
    this.#giveUp('WT_ABORTED', this.#limits.signal?.reason)
  }

  #expire(): void {
    this.#giveUp(this.deadline < this.#limits.deadline ? 'WT_TIMEOUT' : 'WT_DEADLINE')
  }

  #giveUp(code: ResilienceErrorCode, cause?: unknown): void {
    this.#release()
    const { name, number: attempt, timeoutMs } = this.#limits
    const facts = { name, attempt, ...(code === 'WT_TIMEOUT' && { timeoutMs }) }
    this.#failure = new ResilienceError(code, facts, cause)
    this.#reject?.(this.#failure)
    this.#controller?.abort(this.#failure)
  }

  #release(): void {
    this.#timer?.cancel()
    this.#limits.signal?.removeEventListener('abort', this)
  }
}
