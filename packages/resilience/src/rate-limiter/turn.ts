import type { Clock } from '../clock.ts'
import { type Waiting, wheelOf } from '../timer-wheel.ts'

/** A call that waits for its turn. */
export class Turn implements Waiting {
  readonly deadline: number
  /** True when the turn has come, false when the caller left before it. */
  readonly come: Promise<boolean>
  slot = -1
  before: Waiting | undefined
  behind: Waiting | undefined
  readonly #clock: Clock
  readonly #signal: AbortSignal | undefined
  #settle: (hasCome: boolean) => void = () => {}

  constructor(clock: Clock, waitMs: number, signal: AbortSignal | undefined) {
    this.deadline = clock.now() + waitMs
    this.#clock = clock
    this.#signal = signal
    this.come = new Promise((settle) => {
      this.#settle = settle
    })
    signal?.addEventListener('abort', this)
    wheelOf(clock).add(this)
  }

  expire(): void {
    this.#end(true)
  }

  handleEvent(): void {
    this.#end(false)
  }

  #end(hasCome: boolean): void {
    wheelOf(this.#clock).remove(this)
    this.#signal?.removeEventListener('abort', this)
    this.#settle(hasCome)
  }
}
