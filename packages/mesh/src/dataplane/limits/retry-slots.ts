import type { Limits, RetryBudget } from '../../model/cluster.ts'
import type { Overflow } from './overflow.ts'

/** Retries of one cluster that are under way, from the decision to the end of the attempt; a budget takes the place of `maxRetries`. */
export class RetrySlots {
  #limits: Limits
  #budget: RetryBudget | undefined
  active = 0

  constructor(limits: Limits, budget: RetryBudget | undefined) {
    this.#limits = limits
    this.#budget = budget
  }

  reconfigure(limits: Limits, budget: RetryBudget | undefined): void {
    this.#limits = limits
    this.#budget = budget
  }

  /** Takes a place, or says which limit is in the way. `requests` are those in flight and those waiting. */
  take(requests: number): Overflow | undefined {
    if (this.active >= this.#allowed(requests))
      return this.#budget === undefined ? 'retries' : 'retry budget'
    this.active++
    return undefined
  }

  free(): void {
    this.active--
  }

  #allowed(requests: number): number {
    if (this.#budget === undefined) return this.#limits.maxRetries
    const { percent, minConcurrent } = this.#budget
    return Math.max(minConcurrent, Math.floor((requests * percent) / 100))
  }
}
