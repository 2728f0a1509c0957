import type { Clock, Given } from '../clock.ts'
import type { Budget } from '../policy.ts'
import { SlidingCount } from '../sliding-count.ts'
import { systemClock } from '../system-clock.ts'
import {
  type CheckedRetryBudget,
  checkRetryBudgetOptions,
  type RetryBudgetOptions,
} from './options.ts'

export interface RetryBudgetSnapshot {
  readonly name: string
  /** Extra attempts that the window still pays for. */
  readonly balance: number
  /** Calls in flight, and extra attempts of them. */
  readonly calls: number
  readonly extras: number
  /** Extra attempts that may be in flight now. */
  readonly extrasAllowed: number
  /** In all. */
  readonly granted: number
  readonly refused: number
}

/**
 * Keeps retries and hedges from becoming the load that keeps a destination down: an extra attempt needs both a token and a place.
 *
 * Tokens, over a window (Finagle, `RetryBudget`): ratio × calls + perSecond × window − extra attempts ≥ 1.
 * Places (Envoy, `retry_budget`): extra attempts in flight < max(concurrencyFloor, concurrencyRatio × calls in flight).
 *
 * ```ts
 * import { retryBudget } from '@watertight/resilience/retry-budget'
 *
 * const budget = retryBudget({ name: 'card-network', ratio: 0.1 })
 * ```
 */
export const retryBudget = (options: RetryBudgetOptions, given: Given = {}): RetryBudget =>
  new RetryBudget(options, given)

export class RetryBudget implements Budget {
  readonly kind = 'retry budget'
  readonly name: string
  readonly #options: CheckedRetryBudget
  readonly #clock: Clock
  readonly #earned: SlidingCount
  readonly #spent: SlidingCount
  #calls = 0
  #extras = 0
  #granted = 0
  #refused = 0

  constructor(options: RetryBudgetOptions, given: Given) {
    this.#options = checkRetryBudgetOptions(options)
    this.name = options.name
    this.#clock = given.clock ?? systemClock
    this.#earned = new SlidingCount(this.#options.windowMs, buckets)
    this.#spent = new SlidingCount(this.#options.windowMs, buckets)
  }

  /** A call begins, with its first attempt. */
  deposit(): void {
    this.#calls++
    this.#earned.add(this.#clock.now())
  }

  /** A call has ended, whatever became of its attempts. */
  endCall(): void {
    this.#calls--
  }

  /** Leave for one more attempt of a call, a retry or a hedge. It never waits. */
  tryWithdraw(): boolean {
    const now = this.#clock.now()
    const isGranted = this.#extras < this.#extrasAllowed() && this.#balance(now) >= 1
    if (isGranted) {
      this.#extras++
      this.#granted++
      this.#spent.add(now)
    } else this.#refused++
    return isGranted
  }

  /** An extra attempt has ended. Its place is free again; its token stays spent. */
  endExtra(): void {
    this.#extras--
  }

  snapshot(): RetryBudgetSnapshot {
    return {
      name: this.name,
      balance: this.#balance(this.#clock.now()),
      calls: this.#calls,
      extras: this.#extras,
      extrasAllowed: this.#extrasAllowed(),
      granted: this.#granted,
      refused: this.#refused,
    }
  }

  #balance(now: number): number {
    const { ratio, perSecond, windowMs } = this.#options
    const reserve = (perSecond * windowMs) / 1000
    return ratio * this.#earned.total(now) + reserve - this.#spent.total(now)
  }

  #extrasAllowed(): number {
    const { concurrencyRatio, concurrencyFloor } = this.#options
    return Math.max(concurrencyFloor, concurrencyRatio * this.#calls)
  }
}

// a window that slides in tenths forgets nothing early and little late
const buckets = 10
