import type { Given } from '../clock.ts'
import { classifyOutcome, judged } from '../outcome.ts'
import type { Budget, Next, WrappedCall, Wrapper } from '../policy.ts'
import { printed } from '../report.ts'
import { ResilienceError } from '../resilience-error.ts'
import { systemClock } from '../system-clock.ts'
import { HedgedCall, type Hedging } from './hedged-call.ts'
import { Late } from './late.ts'
import { checkHedgeOptions, type HedgeOptions } from './options.ts'

export interface HedgeSnapshot {
  readonly name: string
  readonly calls: number
  /** Attempts beside the first ones, and how many of them gave the answer. */
  readonly hedges: number
  readonly won: number
  /** When an attempt is late now; undefined while too few calls are known. */
  readonly delayMs?: number
}

/**
 * Asks a second time when the first answer is late, and takes the one that comes first; for calls that may be made twice.
 * What fails is followed by the next hedge at once. Losers hear of it by their signal. When all fail, the error is the first attempt's.
 *
 * ```ts
 * import { hedge } from '@watertight/resilience/hedge'
 * import { retryBudget } from '@watertight/resilience/retry-budget'
 *
 * const reads = hedge({ name: 'stock', delay: { percentile: 0.95 }, budget: retryBudget({ name: 'stock' }) })
 * const stock = await reads.run((limits) => fetch('https://stock.example/tea', { ...limits }))
 * ```
 */
export const hedge = (options: HedgeOptions, given: Given = {}): Hedge => new Hedge(options, given)

export class Hedge implements Wrapper {
  readonly kind = 'hedge'
  readonly name: string
  readonly budget: Budget | undefined
  readonly #hedging: Hedging
  #calls = 0
  #hedges = 0
  #won = 0

  constructor(options: HedgeOptions, given: Given) {
    const checked = checkHedgeOptions(options)
    const { name, classify = classifyOutcome } = checked
    const { clock = systemClock, report = printed } = given
    this.name = name
    this.budget = checked.budget
    this.#hedging = {
      options: checked,
      clock,
      classify: (outcome) => judged(classify, outcome, report),
      late: new Late(checked.delay),
      lost: new ResilienceError('WT_ABORTED', { name }, 'another attempt answered first'),
      hedged: () => void this.#hedges++,
      won: () => void this.#won++,
    }
  }

  /** Makes the call, and makes it again while it is late. Each attempt gets a signal of its own. */
  run<T>(next: Next<T>, call: Partial<WrappedCall> = {}): Promise<T> {
    const { signal } = call
    if (signal?.aborted) {
      const { name } = this
      return Promise.reject(new ResilienceError('WT_ABORTED', { name }, signal.reason))
    }
    this.#calls++
    return new HedgedCall(this.#hedging, next, call).run()
  }

  snapshot(): HedgeSnapshot {
    const { ms } = this.#hedging.late
    return {
      name: this.name,
      calls: this.#calls,
      hedges: this.#hedges,
      won: this.#won,
      ...(Number.isFinite(ms) && { delayMs: ms }),
    }
  }
}
